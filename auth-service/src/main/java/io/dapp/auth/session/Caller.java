package io.dapp.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, as the user sees it in the list of sessions.
 *
 * @param device what the client says of itself
 * @param address as seen by the outermost proxy that is ours
 */
public record Caller(@Nullable String device, String address) {
    private static final int MAX_DEVICE = 200;

    public static Caller of(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        String device =
                agent == null ? null : agent.replaceAll("\\p{Cntrl}", " ").strip();
        return new Caller(
                device == null || device.isEmpty() ? null : device.substring(0, Math.min(device.length(), MAX_DEVICE)),
                request.getRemoteAddr());
    }
}

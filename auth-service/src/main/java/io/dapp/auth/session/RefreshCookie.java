package io.dapp.auth.session;

import io.dapp.auth.Secret;
import java.time.Duration;
import org.springframework.http.ResponseCookie;

/** Where browsers keep the refresh token: out of reach of scripts, sent to this service only. */
public final class RefreshCookie {
    public static final String NAME = "refresh_token";

    private RefreshCookie() {}

    public static String of(Secret token, Duration lives) {
        return cookie(token.reveal(), lives);
    }

    public static String cleared() {
        return cookie("", Duration.ZERO);
    }

    private static String cookie(String value, Duration maxAge) {
        return ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(true)
                .sameSite("Strict")
                .path("/api/auth")
                .maxAge(maxAge)
                .build()
                .toString();
    }
}

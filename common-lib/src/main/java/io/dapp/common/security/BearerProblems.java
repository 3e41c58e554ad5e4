package io.dapp.common.security;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What whoever is not let in is told, with the challenge of RFC 6750. */
final class BearerProblems {
    private static final String SCHEME = "bearer ";

    private BearerProblems() {}

    /** The token in an {@code Authorization} header; null where there is none, or another scheme. */
    static @Nullable String token(@Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }

    static Problem missing() {
        return challenge("Bearer", "A bearer token is required.");
    }

    static Problem of(VerificationException verdict) {
        String detail = String.valueOf(verdict.getMessage());
        return switch (verdict) {
            case TokenRejectedException rejected ->
                challenge(
                        "Bearer error=\"invalid_token\", error_description=\"%s\"".formatted(rejected.getMessage()),
                        detail);
            case SessionsUnavailableException _ ->
                new Problem(CommonError.SERVICE_UNAVAILABLE, detail, List.of(), Map.of("Retry-After", "1"), Map.of());
        };
    }

    private static Problem challenge(String challenge, String detail) {
        return new Problem(
                CommonError.UNAUTHORIZED, detail, List.of(), Map.of("WWW-Authenticate", challenge), Map.of());
    }
}

package io.dapp.auth.login;

import io.dapp.auth.Secret;
import io.dapp.auth.session.Caller;
import io.dapp.auth.session.RefreshCookie;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class RefreshController {
    /** The token here, or {@code "refresh_in": "cookie"} and the token in the cookie. */
    record RefreshRequest(
            @Nullable Secret refreshToken, @Nullable RefreshIn refreshIn) {}

    private final Refresh refresh;
    private final Pairs pairs;
    private final PairAnswers answers;
    private final Origins origins;
    private final LoginMeters meters;

    RefreshController(Refresh refresh, Pairs pairs, PairAnswers answers, Origins origins, LoginMeters meters) {
        this.refresh = refresh;
        this.pairs = pairs;
        this.answers = answers;
        this.origins = origins;
        this.meters = meters;
    }

    @PostMapping("/api/auth/refresh")
    @SecurityRequirements
    ResponseEntity<TokenAnswer> refresh(
            @RequestBody RefreshRequest request,
            @CookieValue(name = RefreshCookie.NAME, required = false) @Nullable String cookie,
            HttpServletRequest http,
            HttpServletResponse response) {
        boolean inCookie = request.refreshIn() == RefreshIn.COOKIE;
        if (inCookie) {
            origins.check(http);
        }
        Secret token = inCookie ? inCookie(request, cookie) : inBody(request);
        try {
            Refresh.Refreshed refreshed = meters.refresh(() -> refresh.refresh(token, Caller.of(http)));
            return answers.answer(pairs.of(refreshed.account(), refreshed.session()), request.refreshIn(), false);
        } catch (ProblemException e) {
            if (inCookie && e.code().status() == 401) {
                // It will never be good again; the browser need not keep sending it.
                response.addHeader(HttpHeaders.SET_COOKIE, RefreshCookie.cleared());
            }
            throw e;
        }
    }

    private static Secret inBody(RefreshRequest request) {
        if (request.refreshToken() == null) {
            throw invalid("refresh_token", "must not be null");
        }
        return request.refreshToken();
    }

    private static Secret inCookie(RefreshRequest request, @Nullable String cookie) {
        if (request.refreshToken() != null) {
            throw invalid("refresh_token", "must be left out when it travels in the cookie");
        }
        return Secret.of(cookie == null ? "" : cookie);
    }

    private static ProblemException invalid(String field, String message) {
        return new ProblemException(
                CommonError.INVALID_REQUEST, "Some fields are not valid", List.of(new FieldError(field, message)));
    }
}

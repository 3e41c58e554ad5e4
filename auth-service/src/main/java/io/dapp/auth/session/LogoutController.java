package io.dapp.auth.session;

import io.dapp.auth.session.SessionLifecycle.Ended;
import io.dapp.common.security.AuthenticatedUser;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Ends the session that asks. Works without Redis, and again for a session that has ended. */
@RestController
final class LogoutController {
    private final SessionLifecycle lifecycle;

    LogoutController(SessionLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @PostMapping("/api/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@AuthenticationPrincipal AuthenticatedUser user, HttpServletResponse response) {
        response.addHeader("Set-Cookie", RefreshCookie.cleared());
        Ended ended = lifecycle.end(user.sessionId(), user.userId(), EndReason.LOGOUT);
        if (ended != Ended.NONE) {
            SessionController.answer(ended);
        }
    }
}

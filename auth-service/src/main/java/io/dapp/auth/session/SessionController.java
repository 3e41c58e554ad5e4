package io.dapp.auth.session;

import io.dapp.auth.session.SessionLifecycle.Ended;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth/sessions")
final class SessionController {
    /** A session as its user sees it; {@code current} is the one that asks. */
    record SessionView(
            UUID id,
            @Nullable String device,
            @Nullable String address,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            boolean current) {

        static SessionView from(Session session, UUID current) {
            return new SessionView(
                    session.id(),
                    session.device(),
                    session.address(),
                    session.createdAt(),
                    session.rotatedAt(),
                    session.expiresAt(),
                    session.id().equals(current));
        }
    }

    /** The newest first. */
    record SessionPage(List<SessionView> items, @Nullable String nextCursor) {}

    private final Sessions sessions;
    private final SessionLifecycle lifecycle;
    private final Clock clock;

    SessionController(Sessions sessions, SessionLifecycle lifecycle, Clock clock) {
        this.sessions = sessions;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    @GetMapping
    SessionPage list(
            @AuthenticationPrincipal AuthenticatedUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        user.require("account:read");
        SessionCursor after = cursor == null ? null : SessionCursor.parse(cursor);
        List<Session> found = sessions.alive(user.userId(), clock.instant(), after, limit + 1);
        List<Session> page = found.subList(0, Math.min(limit, found.size()));
        return new SessionPage(
                page.stream()
                        .map(session -> SessionView.from(session, user.sessionId()))
                        .toList(),
                found.size() > limit ? SessionCursor.after(page.getLast()).text() : null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        user.require("account:write");
        answer(lifecycle.end(id, user.userId(), EndReason.ENDED_BY_USER));
    }

    /** Ends all but the one that asks. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endOthers(@AuthenticationPrincipal AuthenticatedUser user) {
        user.require("account:write");
        answer(lifecycle.endOthers(user.userId(), user.sessionId()));
    }

    static void answer(Ended ended) {
        switch (ended) {
            case EVERYWHERE -> {}
            case NOT_YET_EVERYWHERE ->
                throw new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE,
                        "Ended, but not yet known to every service; that goes on by itself. Repeat to be certain.",
                        Duration.ofSeconds(1));
            case NONE -> throw new ProblemException(CommonError.NOT_FOUND, "There is no such session.");
        }
    }
}

package io.dapp.auth.login;

import io.dapp.auth.AuthError;
import io.dapp.auth.Secret;
import io.dapp.auth.account.Account;
import io.dapp.auth.account.Accounts;
import io.dapp.auth.session.Caller;
import io.dapp.auth.session.Session;
import io.dapp.auth.session.SessionLifecycle;
import io.dapp.auth.session.SessionLifecycle.Rotation;
import io.dapp.auth.token.RefreshTokens;
import io.dapp.common.problem.ProblemException;
import org.springframework.stereotype.Service;

/** Gives a new pair of tokens for a refresh token. */
@Service
final class Refresh {
    private final RefreshTokens tokens;
    private final SessionLifecycle sessions;
    private final Accounts accounts;

    Refresh(RefreshTokens tokens, SessionLifecycle sessions, Accounts accounts) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.accounts = accounts;
    }

    /** A session that goes on, and whose it is. */
    record Refreshed(Account account, Session session) {}

    /**
     * Refreshes.
     *
     * @throws ProblemException {@code invalid_refresh_token}, or {@code refresh_reused} once its session has been ended
     */
    Refreshed refresh(Secret token, Caller caller) {
        RefreshTokens.Content content = tokens.read(token).orElseThrow(Refresh::invalid);
        return switch (sessions.rotate(content.sessionId(), content.counter(), caller)) {
            case Rotation.Given(Session session) ->
                new Refreshed(accounts.find(session.accountId()).orElseThrow(Refresh::invalid), session);
            case Rotation.Reused() ->
                throw new ProblemException(
                        AuthError.REFRESH_REUSED,
                        "The refresh token was used before; the session has been ended. Log in again.");
            case Rotation.Over() -> throw invalid();
        };
    }

    private static ProblemException invalid() {
        return new ProblemException(AuthError.INVALID_REFRESH_TOKEN, "Log in again.");
    }
}

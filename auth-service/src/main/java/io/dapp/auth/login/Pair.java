package io.dapp.auth.login;

import io.dapp.auth.Secret;
import io.dapp.auth.account.Account;
import io.dapp.auth.account.UserView;
import io.dapp.auth.session.Session;
import io.dapp.auth.token.AccessTokens;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a login or a refresh gives, before it is known where the refresh token travels. */
record Pair(Account account, Session session, AccessTokens.Issued access, Secret refresh) {

    TokenAnswer inBody(boolean withUser) {
        return answer(refresh, withUser);
    }

    TokenAnswer besideCookie(boolean withUser) {
        return answer(null, withUser);
    }

    /** How long the refresh token is good unless it is used. */
    Duration refreshLives(Instant now) {
        return Duration.between(now, session.expiresAt());
    }

    private TokenAnswer answer(@Nullable Secret refreshToken, boolean withUser) {
        return new TokenAnswer(
                access.token(),
                refreshToken,
                access.expiresIn().toSeconds(),
                "Bearer",
                withUser ? UserView.from(account) : null);
    }
}

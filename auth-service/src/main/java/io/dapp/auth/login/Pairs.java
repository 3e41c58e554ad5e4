package io.dapp.auth.login;

import io.dapp.auth.account.Account;
import io.dapp.auth.session.Session;
import io.dapp.auth.token.AccessTokens;
import io.dapp.auth.token.RefreshTokens;
import org.springframework.stereotype.Component;

/** Makes the pair of tokens that belongs to a session now. */
@Component
final class Pairs {
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;

    Pairs(AccessTokens accessTokens, RefreshTokens refreshTokens) {
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
    }

    Pair of(Account account, Session session) {
        return new Pair(account, session, accessTokens.issue(session, account.roles()), refreshTokens.newest(session));
    }
}

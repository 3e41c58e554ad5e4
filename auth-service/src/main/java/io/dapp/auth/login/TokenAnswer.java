package io.dapp.auth.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.auth.Secret;
import io.dapp.auth.account.UserView;
import org.jspecify.annotations.Nullable;

/**
 * A new pair of tokens.
 *
 * @param token the access token
 * @param refreshToken absent when it travels in the cookie
 * @param expiresIn seconds
 * @param user at login only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenAnswer(
        Secret token,
        @Nullable Secret refreshToken,
        long expiresIn,
        String tokenType,
        @Nullable UserView user) {}

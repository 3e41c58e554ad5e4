package io.dapp.auth;

import io.dapp.common.problem.ErrorCode;

/** Errors of accounts and sessions, beside those that any service may answer. */
public enum AuthError implements ErrorCode {
    /** The same for an unknown address, a wrong password and an address that is not verified. */
    INVALID_CREDENTIALS("invalid_credentials", 401, "The credentials are not valid"),
    /** Malformed, forged, or of a session that is over. */
    INVALID_REFRESH_TOKEN("invalid_refresh_token", 401, "The refresh token is not valid"),
    /** Used again later than a lost answer explains: its session has been ended. */
    REFRESH_REUSED("refresh_reused", 401, "The refresh token was used before"),
    ORIGIN_NOT_ALLOWED("origin_not_allowed", 403, "The origin is not allowed");

    private final String code;
    private final int status;
    private final String title;

    AuthError(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}

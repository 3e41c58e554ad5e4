package io.dapp.common.security;

/** Why a token does not let its bearer in. */
public abstract sealed class VerificationException extends RuntimeException
        permits TokenRejectedException, SessionsUnavailableException {

    VerificationException(String message) {
        // Thrown for every bad token: no stack trace, it would only cost.
        super(message, null, false, false);
    }
}

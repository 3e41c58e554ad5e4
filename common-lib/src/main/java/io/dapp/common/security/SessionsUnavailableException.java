package io.dapp.common.security;

/** Whether the session is alive cannot be told now: 503, never an open door and never a 401. */
public final class SessionsUnavailableException extends VerificationException {

    SessionsUnavailableException(String message) {
        super(message);
    }
}

package io.dapp.local.infra;

/** A part could not be started, stopped or set up; the message is written for the person at the terminal. */
public final class InfrastructureException extends RuntimeException {
    public InfrastructureException(String message) {
        super(message);
    }

    public InfrastructureException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.dapp.local.mail;

/** What was sent is not a mail. */
final class UnreadableMailException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableMailException(Throwable cause) {
        super("what was sent is not a mail: " + cause.getMessage(), cause);
    }
}

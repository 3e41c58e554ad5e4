package io.dapp.local.edge;

/** Input of a local tool that is not what it takes; the message names the field. */
final class InvalidInputException extends RuntimeException {
    InvalidInputException(String message) {
        super(message);
    }
}

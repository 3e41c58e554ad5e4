package io.dapp.system.node;

/** The pool does not take a transaction; the message is what its client would say. */
final class PoolRefusedException extends Exception {
    PoolRefusedException(String message) {
        super(message);
    }
}

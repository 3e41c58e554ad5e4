package io.dapp.local.command;

/** The demo did not go as it should; the message is the reason. */
final class DemoFailedException extends RuntimeException {
    DemoFailedException(String reason) {
        super(reason);
    }
}

package io.dapp.system.node;

/** What the proxy's connection does with a message. */
sealed interface Reply {
    record Answer(String text) implements Reply {}

    record Status(int code) implements Reply {}

    /** The connection ends without an answer. */
    record Cut() implements Reply {}
}

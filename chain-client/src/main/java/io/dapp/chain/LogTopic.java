package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;

/** One of the 32-byte words that a log is found by; the first of an event's logs is the hash of its signature. */
public final class LogTopic extends Hash32 {
    private LogTopic(byte[] bytes) {
        super(bytes);
    }

    public static LogTopic of(byte[] bytes) {
        return new LogTopic(bytes);
    }

    /**
     * Reads 0x and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is something else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LogTopic parse(String text) {
        return new LogTopic(digits(text));
    }
}

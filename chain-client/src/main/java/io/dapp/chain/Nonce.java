package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonValue;

/** An account's transaction counter. EIP-2681: below 2^64 - 1; ours stay within 63 bits. */
public record Nonce(@JsonValue long value) implements Comparable<Nonce> {
    public Nonce {
        if (value < 0) {
            throw new IllegalArgumentException("a nonce is not negative");
        }
    }

    public Nonce next() {
        return new Nonce(Math.incrementExact(value));
    }

    @Override
    public int compareTo(Nonce other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}

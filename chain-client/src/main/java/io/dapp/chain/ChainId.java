package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** An EIP-155 chain id. */
public record ChainId(@JsonValue long value) implements Comparable<ChainId> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ChainId {
        if (value <= 0) {
            throw new IllegalArgumentException("a chain id is positive");
        }
    }

    @Override
    public int compareTo(ChainId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}

package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A block's hash. */
public final class BlockHash extends Hash32 {
    private BlockHash(byte[] bytes) {
        super(bytes);
    }

    public static BlockHash of(byte[] bytes) {
        return new BlockHash(bytes);
    }

    /**
     * Reads 0x and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is something else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static BlockHash parse(String text) {
        return new BlockHash(digits(text));
    }
}

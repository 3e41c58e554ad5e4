package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;

/** A block's hash. */
public final class BlockHash {
    private final byte[] bytes;

    private BlockHash(byte[] bytes) {
        this.bytes = bytes;
    }

    public static BlockHash of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return new BlockHash(bytes.clone());
    }

    /**
     * Reads 0x and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is something else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static BlockHash parse(String text) {
        if (text.length() != 66 || !text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and 64 hexadecimal digits");
        }
        return new BlockHash(HexFormat.of().parseHex(text, 2, text.length()));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    @JsonValue
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}

package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;

/** A transaction's hash: keccak-256 of its signed bytes. */
public final class TransactionHash {
    private final byte[] bytes;

    private TransactionHash(byte[] bytes) {
        this.bytes = bytes;
    }

    public static TransactionHash of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return new TransactionHash(bytes.clone());
    }

    /**
     * Reads 0x and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is something else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TransactionHash parse(String text) {
        if (text.length() != 66 || !text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and 64 hexadecimal digits");
        }
        return new TransactionHash(HexFormat.of().parseHex(text, 2, text.length()));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransactionHash hash && Arrays.equals(bytes, hash.bytes);
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

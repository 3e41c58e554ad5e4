package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;

/** 32 bytes, written as 0x and 64 hexadecimal digits. Hashes of different things never equal each other. */
public abstract sealed class Hash32 permits BlockHash, LogTopic, TransactionHash {
    private static final int LENGTH = 32;

    private final byte[] bytes;

    Hash32(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        this.bytes = bytes.clone();
    }

    static byte[] digits(String text) {
        if (text.length() != 2 + 2 * LENGTH || !text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    public final byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Hash32 hash && hash.getClass() == getClass() && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    @JsonValue
    public final String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}

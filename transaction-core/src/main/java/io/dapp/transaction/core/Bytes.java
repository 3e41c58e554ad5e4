package io.dapp.transaction.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;

/** A byte string that compares by its content. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    public Bytes(byte[] value) {
        this.value = value.clone();
    }

    /**
     * Reads 0x and hexadecimal digits, two a byte.
     *
     * @throws IllegalArgumentException when it is something else; its message may be shown to the caller
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Bytes parse(String text) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and an even number of hexadecimal digits");
        }
        try {
            return new Bytes(HexFormat.of().parseHex(text, 2, text.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be 0x and an even number of hexadecimal digits", e);
        }
    }

    public byte[] value() {
        return value.clone();
    }

    public int length() {
        return value.length;
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    @JsonValue
    public String toString() {
        return "0x" + HexFormat.of().formatHex(value);
    }
}

package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.web3j.crypto.Hash;

/** An account or contract: 20 bytes, written with the EIP-55 checksum, ordered by its bytes (the order locks are taken in). */
public final class Address implements Comparable<Address> {
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Address(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Address of(byte[] bytes) {
        if (bytes.length != 20) {
            throw new IllegalArgumentException("an address has 20 bytes");
        }
        return new Address(bytes.clone());
    }

    /**
     * Accepts all lower case and all upper case; mixed case must carry the right EIP-55 checksum.
     *
     * @throws IllegalArgumentException when it is no address; its message may be shown to the caller
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Address parse(String text) {
        if (text.length() != 42 || !text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and 40 hexadecimal digits");
        }
        String digits = text.substring(2);
        byte[] bytes;
        try {
            bytes = HEX.parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be 0x and 40 hexadecimal digits", e);
        }
        Address address = new Address(bytes);
        boolean mixed =
                !digits.equals(digits.toLowerCase(Locale.ROOT)) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (mixed && !address.toString().equals(text)) {
            throw new IllegalArgumentException("has a wrong EIP-55 checksum");
        }
        return address;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Address other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** With the EIP-55 checksum. */
    @Override
    @JsonValue
    public String toString() {
        char[] digits = HEX.formatHex(bytes).toCharArray();
        byte[] hash = Hash.sha3(new String(digits).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < digits.length; i++) {
            int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            if (nibble >= 8) {
                digits[i] = Character.toUpperCase(digits[i]);
            }
        }
        return "0x" + new String(digits);
    }
}

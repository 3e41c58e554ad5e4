package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A transaction's hash: keccak-256 of its signed bytes. */
public final class TransactionHash extends Hash32 {
    private TransactionHash(byte[] bytes) {
        super(bytes);
    }

    public static TransactionHash of(byte[] bytes) {
        return new TransactionHash(bytes);
    }

    /**
     * Reads 0x and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is something else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TransactionHash parse(String text) {
        return new TransactionHash(digits(text));
    }
}

package io.dapp.chain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;

/** An amount in the chain's smallest unit: an integer from 0 to 2^256 - 1, a decimal string in JSON. */
public record Wei(BigInteger value) implements Comparable<Wei> {
    public static final Wei ZERO = new Wei(BigInteger.ZERO);

    public Wei {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("must be from 0 to 2^256 - 1");
        }
    }

    public static Wei of(long value) {
        return new Wei(BigInteger.valueOf(value));
    }

    /**
     * Only decimal digits, without leading zeros.
     *
     * @throws IllegalArgumentException when it is no amount; its message may be shown to the caller
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Wei parse(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 78 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (text.length() > 1 && text.charAt(0) == '0')) {
            throw new IllegalArgumentException("must be an integer in wei, as a decimal string");
        }
        return new Wei(new BigInteger(text));
    }

    @Override
    public int compareTo(Wei other) {
        return value.compareTo(other.value);
    }

    @Override
    @JsonValue
    public String toString() {
        return value.toString();
    }
}

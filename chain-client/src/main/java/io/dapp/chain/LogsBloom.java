package io.dapp.chain;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/** A header's bloom filter over the addresses and topics of the block's logs (Yellow Paper 4.4.3). */
public final class LogsBloom {
    private static final int LENGTH = 256;
    private static final LogsBloom UNKNOWN = new LogsBloom(null);

    private final byte @Nullable [] bits;

    private LogsBloom(byte @Nullable [] bits) {
        this.bits = bits;
    }

    /** Of a header that has none: the block may hold anything. */
    public static LogsBloom unknown() {
        return UNKNOWN;
    }

    static LogsBloom parse(String text) {
        if (text.length() != 2 + 2 * LENGTH || !text.startsWith("0x")) {
            throw new IllegalArgumentException("must be 0x and 512 hexadecimal digits");
        }
        return new LogsBloom(HexFormat.of().parseHex(text, 2, text.length()));
    }

    boolean isKnown() {
        return bits != null;
    }

    /** False only where no log of the block has this address or topic. */
    boolean mayHold(byte[] item) {
        if (bits == null) {
            return true;
        }
        byte[] hash = Hash.sha3(item);
        for (int i = 0; i < 6; i += 2) {
            int bit = ((hash[i] & 0x7) << 8) | (hash[i + 1] & 0xff);
            if ((bits[LENGTH - 1 - bit / 8] & (1 << (bit % 8))) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogsBloom bloom && Arrays.equals(bits, bloom.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }
}

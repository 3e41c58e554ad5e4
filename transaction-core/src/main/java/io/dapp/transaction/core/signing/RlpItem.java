package io.dapp.transaction.core.signing;

import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a Recursive Length Prefix encoding says, read strictly: every value has one encoding only. */
sealed interface RlpItem {
    /** Bytes. */
    record Text(Bytes bytes) implements RlpItem {}

    /** Items. */
    record Sequence(List<RlpItem> items) implements RlpItem {}

    /**
     * Reads one item and nothing behind it.
     *
     * @throws IllegalArgumentException when it is not written as the encoding demands
     */
    static RlpItem read(byte[] encoded) {
        Reader reader = new Reader(encoded);
        RlpItem item = reader.next(encoded.length, 0);
        if (reader.at != encoded.length) {
            throw Reader.malformed();
        }
        return item;
    }

    /** The bytes. */
    default byte[] text() {
        if (this instanceof Text text) {
            return text.bytes().value();
        }
        throw Reader.malformed();
    }

    /** The items. */
    default List<RlpItem> items() {
        if (this instanceof Sequence sequence) {
            return sequence.items();
        }
        throw Reader.malformed();
    }

    /** An unsigned integer of at most 32 bytes without leading zeros. */
    default BigInteger number() {
        byte[] bytes = text();
        if (bytes.length > 32 || (bytes.length > 0 && bytes[0] == 0)) {
            throw Reader.malformed();
        }
        return new BigInteger(1, bytes);
    }

    /** Goes through the bytes once. */
    final class Reader {
        // A transaction's deepest list is an access list's keys.
        private static final int DEEPEST = 4;

        private final byte[] encoded;
        private int at;

        private Reader(byte[] encoded) {
            this.encoded = encoded;
        }

        private RlpItem next(int end, int depth) {
            if (at >= end || depth > DEEPEST) {
                throw malformed();
            }
            int first = encoded[at++] & 0xff;
            if (first < 0x80) {
                return new Text(new Bytes(new byte[] {(byte) first}));
            }
            if (first < 0xc0) {
                return text(first - 0x80, end);
            }
            int length = length(first - 0xc0, end);
            return list(at + length, depth);
        }

        private Text text(int prefix, int end) {
            int length = length(prefix, end);
            byte[] bytes = Arrays.copyOfRange(encoded, at, at + length);
            if (length == 1 && bytes[0] >= 0) {
                throw malformed();
            }
            at += length;
            return new Text(new Bytes(bytes));
        }

        private Sequence list(int stop, int depth) {
            List<RlpItem> items = new ArrayList<>();
            while (at < stop) {
                items.add(next(stop, depth + 1));
            }
            return new Sequence(List.copyOf(items));
        }

        private int length(int prefix, int end) {
            int length = prefix;
            if (prefix > 55) {
                length = longLength(prefix - 55, end);
            }
            if (length > end - at) {
                throw malformed();
            }
            return length;
        }

        private int longLength(int bytes, int end) {
            if (bytes > 4 || bytes > end - at || encoded[at] == 0) {
                throw malformed();
            }
            long length = new BigInteger(1, Arrays.copyOfRange(encoded, at, at + bytes)).longValueExact();
            at += bytes;
            if (length < 56 || length > Integer.MAX_VALUE) {
                throw malformed();
            }
            return (int) length;
        }

        private static IllegalArgumentException malformed() {
            return new IllegalArgumentException("is not the RLP encoding of a transaction");
        }
    }
}

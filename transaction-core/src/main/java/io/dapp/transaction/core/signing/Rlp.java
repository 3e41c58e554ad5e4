package io.dapp.transaction.core.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Writes Ethereum's Recursive Length Prefix encoding, as far as transactions need it. */
final class Rlp {
    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream items = new ByteArrayOutputStream(256);

    Rlp add(byte[] item) {
        if (item.length == 1 && item[0] >= 0) {
            items.write(item[0]);
        } else {
            prefix(items, 0x80, item.length);
            items.writeBytes(item);
        }
        return this;
    }

    /** An unsigned integer: big endian without leading zeros; zero is empty. */
    Rlp add(BigInteger number) {
        return add(minimal(number.toByteArray()));
    }

    Rlp add(long number) {
        return add(BigInteger.valueOf(number));
    }

    /** An unsigned integer given as big endian bytes. */
    Rlp addUnsigned(byte[] number) {
        return add(minimal(number));
    }

    /** An item that was read, as it was. */
    Rlp add(RlpItem item) {
        switch (item) {
            case RlpItem.Text text -> add(text.bytes().value());
            case RlpItem.Sequence sequence -> {
                Rlp list = new Rlp();
                sequence.items().forEach(list::add);
                items.writeBytes(list.list());
            }
        }
        return this;
    }

    Rlp addEmptyList() {
        items.write(0xc0);
        return this;
    }

    /** The list of what was added. */
    byte[] list() {
        ByteArrayOutputStream list = new ByteArrayOutputStream(items.size() + 9);
        prefix(list, 0xc0, items.size());
        list.writeBytes(items.toByteArray());
        return list.toByteArray();
    }

    private static void prefix(ByteArrayOutputStream out, int base, int length) {
        if (length < 56) {
            out.write(base + length);
        } else {
            byte[] size = minimal(BigInteger.valueOf(length).toByteArray());
            out.write(base + 55 + size.length);
            out.writeBytes(size);
        }
    }

    private static byte[] minimal(byte[] number) {
        int start = 0;
        while (start < number.length && number[start] == 0) {
            start++;
        }
        return start == number.length ? NOTHING : Arrays.copyOfRange(number, start, number.length);
    }
}

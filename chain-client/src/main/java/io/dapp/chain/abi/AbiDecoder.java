package io.dapp.chain.abi;

import io.dapp.chain.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes JSON values of bytes that a stranger's contract chose. No word is read twice: however offsets and lengths are laid,
 * the work and the result stay in proportion to the data. web3j's decoder believes lengths, and knows tuples only as
 * generated classes.
 */
final class AbiDecoder {
    private final byte[] data;
    private int wordsLeft;

    AbiDecoder(byte[] data) {
        this.data = data.clone();
        this.wordsLeft = (data.length + AbiType.WORD - 1) / AbiType.WORD;
    }

    /** The values of types that stand one behind the other at the start of the data. */
    List<Object> members(AbiType.Tuple types) {
        return sequence(types.members(), 0);
    }

    private List<Object> sequence(List<AbiType> types, int start) {
        List<Object> values = new ArrayList<>(Math.min(types.size(), wordsLeft));
        long head = start;
        for (AbiType type : types) {
            int at = index(head);
            values.add(value(type, type.dynamic() ? index((long) start + length(at)) : at));
            head += type.headSize();
        }
        return values;
    }

    private Object value(AbiType type, int at) {
        return switch (type) {
            case AbiType.Whole whole -> integer(whole, at);
            case AbiType.Account _ -> account(at);
            case AbiType.Bool _ -> bool(at);
            case AbiType.FixedBytes fixed -> fixedBytes(fixed.length(), at);
            case AbiType.Bytes _ -> hex(sized(at));
            case AbiType.Text _ -> text(sized(at));
            case AbiType.DynamicArray array -> {
                AbiType.FixedArray elements = new AbiType.FixedArray(array.element(), length(at));
                yield sequence(elements.members(), at + AbiType.WORD);
            }
            case AbiType.FixedArray array -> sequence(array.members(), at);
            case AbiType.Tuple tuple -> tuple(tuple, at);
        };
    }

    private Object tuple(AbiType.Tuple tuple, int at) {
        List<Object> values = sequence(tuple.members(), at);
        if (!tuple.named()) {
            return values;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(tuple.components().get(i).name(), values.get(i));
        }
        return named;
    }

    private String integer(AbiType.Whole type, int at) {
        BigInteger number = type.signed() ? new BigInteger(word(at)) : unsigned(at);
        if (number.bitLength() > (type.signed() ? type.bits() - 1 : type.bits())) {
            throw new AbiDecodeException("a value is out of the range of " + type.canonical());
        }
        return number.toString();
    }

    private String account(int at) {
        byte[] word = word(at);
        requireZeros(word, 0, 12);
        return Address.of(Arrays.copyOfRange(word, 12, AbiType.WORD)).toString();
    }

    private Boolean bool(int at) {
        BigInteger value = unsigned(at);
        if (value.bitLength() > 1) {
            throw new AbiDecodeException("a value is neither true nor false");
        }
        return value.signum() == 1;
    }

    private String fixedBytes(int length, int at) {
        byte[] word = word(at);
        requireZeros(word, length, AbiType.WORD);
        return hex(Arrays.copyOf(word, length));
    }

    private static void requireZeros(byte[] word, int from, int to) {
        for (int i = from; i < to; i++) {
            if (word[i] != 0) {
                throw new AbiDecodeException("a value does not fit its type");
            }
        }
    }

    private byte[] sized(int at) {
        int length = length(at);
        long from = (long) at + AbiType.WORD;
        if (from + length > data.length) {
            throw new AbiDecodeException("the data ends early");
        }
        spend((length + AbiType.WORD - 1) / AbiType.WORD);
        return Arrays.copyOfRange(data, (int) from, (int) from + length);
    }

    /** The database and JSON's readers stumble over NUL, and a contract may put it anywhere. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private BigInteger unsigned(int at) {
        return new BigInteger(1, word(at));
    }

    private byte[] word(int at) {
        if ((long) at + AbiType.WORD > data.length) {
            throw new AbiDecodeException("the data ends early");
        }
        spend(1);
        return Arrays.copyOfRange(data, at, at + AbiType.WORD);
    }

    private void spend(int words) {
        wordsLeft -= words;
        if (wordsLeft < 0) {
            throw new AbiDecodeException("the data is read more than once");
        }
    }

    /** An offset or a length: none reaches beyond the data. */
    private int length(int at) {
        BigInteger length = unsigned(at);
        return length.bitLength() > 32 ? index(Long.MAX_VALUE) : index(length.longValueExact());
    }

    private int index(long at) {
        if (at > data.length) {
            throw new AbiDecodeException("the data ends early");
        }
        return (int) at;
    }
}

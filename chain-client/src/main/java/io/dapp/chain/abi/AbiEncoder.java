package io.dapp.chain.abi;

import io.dapp.chain.Address;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ABI's bytes of JSON values. web3j's encoder is not used: it knows tuples only as generated classes, fixed arrays
 * only up to 32, and cuts or wraps values that do not fit.
 */
final class AbiEncoder {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,77})");
    private static final BigInteger EXACT_IN_JSON = BigInteger.TWO.pow(53).subtract(BigInteger.ONE);

    byte[] encode(AbiType.Tuple inputs, List<?> arguments) {
        int expected = inputs.components().size();
        if (arguments.size() != expected) {
            throw new AbiArgumentException("args", "must be " + expected + ", not " + arguments.size());
        }
        return sequence(inputs.members(), arguments, "args");
    }

    private byte[] encode(AbiType type, @Nullable Object value, String where) {
        return switch (type) {
            case AbiType.Whole whole -> integer(whole, value, where);
            case AbiType.Account _ -> address(value, where);
            case AbiType.Bool _ -> bool(value, where);
            case AbiType.FixedBytes fixed -> fixedBytes(fixed.length(), value, where);
            case AbiType.Bytes _ -> sized(bytes(value, where));
            case AbiType.Text _ -> sized(string(value, "a string", where).getBytes(StandardCharsets.UTF_8));
            case AbiType.DynamicArray array -> {
                List<?> elements = list(value, -1, where);
                byte[] encoded =
                        sequence(new AbiType.FixedArray(array.element(), elements.size()).members(), elements, where);
                yield join(word(BigInteger.valueOf(elements.size())), encoded);
            }
            case AbiType.FixedArray array -> sequence(array.members(), list(value, array.length(), where), where);
            case AbiType.Tuple tuple ->
                value instanceof Map<?, ?> named
                        ? named(tuple, named, where)
                        : sequence(
                                tuple.members(), list(value, tuple.components().size(), where), where);
        };
    }

    private byte[] sequence(List<AbiType> types, List<?> values, String where) {
        return sequence(types, values, i -> where + "[" + i + "]");
    }

    private byte[] sequence(List<AbiType> types, List<?> values, IntFunction<String> where) {
        ByteArrayOutputStream heads = new ByteArrayOutputStream();
        ByteArrayOutputStream tails = new ByteArrayOutputStream();
        int headSize = types.stream().mapToInt(AbiType::headSize).sum();
        for (int i = 0; i < types.size(); i++) {
            AbiType type = types.get(i);
            byte[] encoded = encode(type, values.get(i), where.apply(i));
            if (type.dynamic()) {
                heads.writeBytes(word(BigInteger.valueOf((long) headSize + tails.size())));
                tails.writeBytes(encoded);
            } else {
                heads.writeBytes(encoded);
            }
        }
        return join(heads.toByteArray(), tails.toByteArray());
    }

    private byte[] named(AbiType.Tuple tuple, Map<?, ?> values, String where) {
        List<String> names = tuple.components().stream().map(AbiParameter::name).toList();
        if (!tuple.named() || values.size() != names.size() || !values.keySet().containsAll(names)) {
            throw new AbiArgumentException(where, "must have the members of " + tuple.canonical() + ", " + names);
        }
        return sequence(tuple.members(), names.stream().map(values::get).toList(), i -> where + "." + names.get(i));
    }

    private static byte[] integer(AbiType.Whole type, @Nullable Object value, String where) {
        BigInteger number = switch (value) {
            case String text when DECIMAL.matcher(text).matches() -> new BigInteger(text);
            case Integer small -> BigInteger.valueOf(small);
            case Long large -> exact(BigInteger.valueOf(large), where);
            case BigInteger huge -> exact(huge, where);
            case null, default -> throw new AbiArgumentException(where, "must be an integer as a decimal string");
        };
        int room = type.signed() ? type.bits() - 1 : type.bits();
        // A negative number of n bits and a positive one have the same bitLength in two's complement.
        if ((!type.signed() && number.signum() < 0) || number.bitLength() > room) {
            throw new AbiArgumentException(where, "is out of the range of " + type.canonical());
        }
        return word(number);
    }

    private static BigInteger exact(BigInteger number, String where) {
        if (number.abs().compareTo(EXACT_IN_JSON) > 0) {
            throw new AbiArgumentException(where, "must be a decimal string: JSON numbers this large are not exact");
        }
        return number;
    }

    private static byte[] address(@Nullable Object value, String where) {
        try {
            byte[] bytes = Address.parse(string(value, "an address", where)).bytes();
            return join(new byte[AbiType.WORD - bytes.length], bytes);
        } catch (AbiArgumentException known) {
            throw known;
        } catch (IllegalArgumentException e) {
            throw new AbiArgumentException(where, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bool(@Nullable Object value, String where) {
        if (!(value instanceof Boolean bool)) {
            throw new AbiArgumentException(where, "must be true or false");
        }
        return word(bool ? BigInteger.ONE : BigInteger.ZERO);
    }

    private static byte[] fixedBytes(int length, @Nullable Object value, String where) {
        byte[] bytes = bytes(value, where);
        if (bytes.length != length) {
            throw new AbiArgumentException(where, "must be " + length + " bytes, not " + bytes.length);
        }
        return Arrays.copyOf(bytes, AbiType.WORD);
    }

    private static byte[] bytes(@Nullable Object value, String where) {
        String text = string(value, "bytes as 0x and hexadecimal digits", where);
        try {
            if (text.startsWith("0x")) {
                return HexFormat.of().parseHex(text, 2, text.length());
            }
        } catch (IllegalArgumentException notHex) {
            // Said below.
        }
        throw new AbiArgumentException(where, "must be bytes as 0x and hexadecimal digits");
    }

    private static String string(@Nullable Object value, String what, String where) {
        if (value instanceof String text) {
            return text;
        }
        throw new AbiArgumentException(where, "must be " + what);
    }

    /** @param length the one it must have; negative: any */
    private static List<?> list(@Nullable Object value, int length, String where) {
        if (!(value instanceof List<?> list)) {
            throw new AbiArgumentException(where, "must be a list");
        }
        if (length >= 0 && list.size() != length) {
            throw new AbiArgumentException(where, "must have " + length + " members, not " + list.size());
        }
        return list;
    }

    private static byte[] sized(byte[] bytes) {
        int padded = (bytes.length + AbiType.WORD - 1) / AbiType.WORD * AbiType.WORD;
        return join(word(BigInteger.valueOf(bytes.length)), Arrays.copyOf(bytes, padded));
    }

    private static byte[] word(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] word = new byte[AbiType.WORD];
        if (number.signum() < 0) {
            Arrays.fill(word, (byte) 0xff);
        }
        int count = Math.min(bytes.length, AbiType.WORD);
        System.arraycopy(bytes, bytes.length - count, word, AbiType.WORD - count, count);
        return word;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}

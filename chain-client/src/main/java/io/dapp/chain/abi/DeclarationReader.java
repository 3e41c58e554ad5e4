package io.dapp.chain.abi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads a declaration from left to right; bounded in length, depth and the size of what it declares. */
final class DeclarationReader {
    private static final int MAX_LENGTH = 1_024;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ARRAY = 1_024;
    private static final int MAX_STATIC_SIZE = 64 * 1_024;
    private static final Set<String> LOCATIONS = Set.of("memory", "calldata", "storage", "payable");

    private final String text;
    private int at;
    private int depth;

    DeclarationReader(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must not be longer than " + MAX_LENGTH + " characters");
        }
        this.text = text;
    }

    /** The next word, where it is this one. */
    boolean skip(String word) {
        int before = at;
        if (word().equals(word)) {
            return true;
        }
        at = before;
        return false;
    }

    String name() {
        String name = word();
        if (name.isEmpty() || isDigit(name.charAt(0))) {
            throw wrong("needs a name");
        }
        return name;
    }

    /** Letters, digits, _ and $; empty where something else follows. */
    String word() {
        blanks();
        return take(c -> c == '_' || c == '$' || isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
    }

    List<AbiParameter> parameters(boolean mayBeIndexed) {
        require('(');
        if (++depth > MAX_DEPTH) {
            throw wrong("is nested too deep");
        }
        List<AbiParameter> parameters = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!accept(')')) {
            do {
                AbiParameter parameter = parameter(mayBeIndexed);
                if (!parameter.name().isEmpty() && !names.add(parameter.name())) {
                    throw wrong("names two parameters " + parameter.name());
                }
                parameters.add(parameter);
            } while (accept(','));
            require(')');
        }
        depth--;
        return parameters;
    }

    void end() {
        blanks();
        if (at < text.length()) {
            throw wrong("was not expected to go on");
        }
    }

    private AbiParameter parameter(boolean mayBeIndexed) {
        AbiType type = type();
        boolean indexed = false;
        String word = word();
        while (LOCATIONS.contains(word) || word.equals("indexed")) {
            if (word.equals("indexed") && (indexed || !mayBeIndexed)) {
                throw wrong("cannot be indexed here");
            }
            indexed |= word.equals("indexed");
            word = word();
        }
        if (!word.isEmpty() && isDigit(word.charAt(0))) {
            throw wrong("has a name that begins with a digit");
        }
        return new AbiParameter(word, type, indexed);
    }

    private AbiType type() {
        String word = word();
        AbiType type;
        if (word.isEmpty() || word.equals("tuple")) {
            type = new AbiType.Tuple(parameters(false));
            if (((AbiType.Tuple) type).components().isEmpty()) {
                throw wrong("has a tuple of nothing");
            }
        } else {
            type = elementary(word);
        }
        for (int arrays = 0; accept('['); arrays++) {
            if (arrays == MAX_DEPTH) {
                throw wrong("is nested too deep");
            }
            blanks();
            String length = take(DeclarationReader::isDigit);
            type = length.isEmpty()
                    ? new AbiType.DynamicArray(type)
                    : new AbiType.FixedArray(type, number(length, 1, MAX_ARRAY));
            require(']');
            if (type.staticSize() > MAX_STATIC_SIZE) {
                throw wrong("declares too large a value");
            }
        }
        return type;
    }

    private AbiType elementary(String word) {
        String letters = word.replaceFirst("[0-9]+$", "");
        String digits = word.substring(letters.length());
        boolean plain = digits.isEmpty();
        return switch (letters) {
            case "uint", "int" -> new AbiType.Whole(letters.equals("int"), plain ? 256 : bits(digits));
            case "bytes" -> plain ? new AbiType.Bytes() : new AbiType.FixedBytes(number(digits, 1, AbiType.WORD));
            case "address" -> onlyPlain(plain, word, new AbiType.Account());
            case "bool" -> onlyPlain(plain, word, new AbiType.Bool());
            case "string" -> onlyPlain(plain, word, new AbiType.Text());
            default -> throw wrong("knows no type " + word);
        };
    }

    private AbiType onlyPlain(boolean plain, String word, AbiType type) {
        if (!plain) {
            throw wrong("knows no type " + word);
        }
        return type;
    }

    private int bits(String digits) {
        int bits = number(digits, 8, 256);
        if (bits % 8 != 0) {
            throw wrong("knows no integer of " + bits + " bits");
        }
        return bits;
    }

    private int number(String digits, int least, int most) {
        int value = digits.length() > 4 || digits.startsWith("0") ? 0 : Integer.parseInt(digits);
        if (value < least || value > most) {
            throw wrong("has " + digits + " where " + least + " to " + most + " is possible");
        }
        return value;
    }

    private void require(char expected) {
        if (!accept(expected)) {
            throw wrong("needs " + expected);
        }
    }

    private boolean accept(char expected) {
        blanks();
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        take(c -> c == ' ');
    }

    private String take(Predicate<Character> part) {
        int start = at;
        while (at < text.length() && part.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("at character " + (at + 1) + ": " + why);
    }
}

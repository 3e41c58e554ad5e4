package io.dapp.chain.abi;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A type of the contract ABI. Every type takes at least one word, so that no data can claim more values than it has. */
sealed interface AbiType {
    int WORD = 32;

    /** As selectors and topics are made of it. */
    String canonical();

    /** Whether its values stand behind an offset. */
    boolean dynamic();

    /** The bytes that a value takes where it is not behind an offset. */
    long staticSize();

    /** The bytes that a value takes in the head. */
    default int headSize() {
        return dynamic() ? WORD : Math.toIntExact(staticSize());
    }

    /** A type whose values are one word. */
    sealed interface Word extends AbiType {
        @Override
        default boolean dynamic() {
            return false;
        }

        @Override
        default long staticSize() {
            return WORD;
        }
    }

    /** A type of a length that its data tells. */
    sealed interface Sized extends AbiType {
        @Override
        default boolean dynamic() {
            return true;
        }

        @Override
        default long staticSize() {
            return WORD;
        }
    }

    /** A type made of others. */
    sealed interface Sequence extends AbiType {
        List<AbiType> members();

        @Override
        default boolean dynamic() {
            return members().stream().anyMatch(AbiType::dynamic);
        }

        @Override
        default long staticSize() {
            return members().stream().mapToLong(AbiType::staticSize).sum();
        }
    }

    record Whole(boolean signed, int bits) implements Word {
        @Override
        public String canonical() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    record Account() implements Word {
        @Override
        public String canonical() {
            return "address";
        }
    }

    record Bool() implements Word {
        @Override
        public String canonical() {
            return "bool";
        }
    }

    record FixedBytes(int length) implements Word {
        @Override
        public String canonical() {
            return "bytes" + length;
        }
    }

    record Bytes() implements Sized {
        @Override
        public String canonical() {
            return "bytes";
        }
    }

    record Text() implements Sized {
        @Override
        public String canonical() {
            return "string";
        }
    }

    record DynamicArray(AbiType element) implements Sized {
        @Override
        public String canonical() {
            return element.canonical() + "[]";
        }
    }

    record FixedArray(AbiType element, int length) implements Sequence {
        @Override
        public List<AbiType> members() {
            return Collections.nCopies(length, element);
        }

        @Override
        public boolean dynamic() {
            return element.dynamic();
        }

        @Override
        public long staticSize() {
            return length * element.staticSize();
        }

        @Override
        public String canonical() {
            return element.canonical() + "[" + length + "]";
        }
    }

    record Tuple(List<AbiParameter> components) implements Sequence {
        public Tuple {
            components = List.copyOf(components);
        }

        @Override
        public List<AbiType> members() {
            return components.stream().map(AbiParameter::type).toList();
        }

        @Override
        public String canonical() {
            return components.stream()
                    .map(component -> component.type().canonical())
                    .collect(Collectors.joining(",", "(", ")"));
        }

        /** Whether its values are told by name. */
        boolean named() {
            return components.stream().noneMatch(component -> component.name().isEmpty());
        }
    }
}

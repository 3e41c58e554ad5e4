package io.dapp.chain.abi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.web3j.crypto.Hash;

/**
 * A function of a contract, as {@code transfer(address,uint256)} or with names and results,
 * {@code function balanceOf(address owner) view returns (uint256)}.
 */
public final class AbiFunction {
    /** The bytes of a selector. */
    public static final int SELECTOR = 4;

    private static final Set<String> MODIFIERS =
            Set.of("external", "public", "view", "pure", "payable", "nonpayable", "virtual", "override");

    private final String name;
    private final AbiType.Tuple inputs;
    private final AbiType.Tuple outputs;
    private final byte[] selector;

    private AbiFunction(String name, AbiType.Tuple inputs, AbiType.Tuple outputs) {
        this.name = name;
        this.inputs = inputs;
        this.outputs = outputs;
        this.selector = Arrays.copyOf(Hash.sha3(signature().getBytes(StandardCharsets.US_ASCII)), SELECTOR);
    }

    /**
     * Reads a declaration.
     *
     * @throws IllegalArgumentException when it is none; its message may be shown to the caller
     */
    public static AbiFunction parse(String declaration) {
        DeclarationReader reader = new DeclarationReader(declaration);
        String name = reader.name();
        if (name.equals("function")) {
            name = reader.name();
        }
        List<AbiParameter> inputs = reader.parameters(false);
        List<AbiParameter> outputs = List.of();
        String word = reader.word();
        while (MODIFIERS.contains(word)) {
            word = reader.word();
        }
        if (word.equals("returns")) {
            outputs = reader.parameters(false);
        } else if (!word.isEmpty()) {
            throw new IllegalArgumentException("has " + word + " behind its parameters");
        }
        reader.end();
        return new AbiFunction(name, new AbiType.Tuple(inputs), new AbiType.Tuple(outputs));
    }

    /** Its name and the types of its parameters, as its selector is made of them. */
    public String signature() {
        return name + inputs.canonical();
    }

    public byte[] selector() {
        return selector.clone();
    }

    /**
     * The data of a call. Arguments are as JSON has them: an integer is a decimal string (or a number that JavaScript holds
     * exactly), bytes are 0x and digits, a tuple is a list or an object.
     *
     * @throws AbiArgumentException naming the first argument that does not fit
     */
    public byte[] encode(List<?> arguments) {
        byte[] encoded = new AbiEncoder().encode(inputs, arguments);
        byte[] data = Arrays.copyOf(selector, SELECTOR + encoded.length);
        System.arraycopy(encoded, 0, data, SELECTOR, encoded.length);
        return data;
    }

    /** Whether the data calls this function. */
    public boolean called(byte[] data) {
        return data.length >= SELECTOR && Arrays.equals(data, 0, SELECTOR, selector, 0, SELECTOR);
    }

    /**
     * The arguments of a call, in the form that {@link #encode} takes.
     *
     * @throws AbiDecodeException when the data is no call of this function
     */
    public List<Object> decodeCall(byte[] data) {
        if (!called(data)) {
            throw new AbiDecodeException("the data calls another function");
        }
        return values(inputs, Arrays.copyOfRange(data, SELECTOR, data.length));
    }

    /** Whether the declaration says what a call returns. */
    public boolean hasResult() {
        return !outputs.components().isEmpty();
    }

    /**
     * What a call returned, in the form that {@link #encode} takes.
     *
     * @throws AbiDecodeException when the bytes are not of the declared types
     */
    public List<Object> decodeResult(byte[] data) {
        return values(outputs, data);
    }

    private static List<Object> values(AbiType.Tuple types, byte[] data) {
        return new ArrayList<>(new AbiDecoder(data).members(types));
    }

    @Override
    public String toString() {
        return signature();
    }
}

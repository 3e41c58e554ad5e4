package io.dapp.chain.abi;

import io.dapp.chain.LogTopic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Hash;

/** An event of a contract, as {@code Transfer(address indexed from, address indexed to, uint256 value)}. */
public final class AbiEvent {
    private static final int MAX_INDEXED = 3;

    private final String name;
    private final AbiType.Tuple parameters;
    private final LogTopic topic;

    private AbiEvent(String name, AbiType.Tuple parameters) {
        this.name = name;
        this.parameters = parameters;
        this.topic = LogTopic.of(Hash.sha3(signature().getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Reads a declaration. Anonymous events are refused: nothing in a log tells them apart.
     *
     * @throws IllegalArgumentException when it is none; its message may be shown to the caller
     */
    public static AbiEvent parse(String declaration) {
        DeclarationReader reader = new DeclarationReader(declaration);
        String name = reader.name();
        if (name.equals("event")) {
            name = reader.name();
        }
        List<AbiParameter> parameters = reader.parameters(true);
        if (reader.skip("anonymous")) {
            throw new IllegalArgumentException("is anonymous: nothing in a log tells which event it is");
        }
        reader.end();
        if (parameters.stream().filter(AbiParameter::indexed).count() > MAX_INDEXED) {
            throw new IllegalArgumentException("has more than " + MAX_INDEXED + " indexed parameters");
        }
        return new AbiEvent(name, new AbiType.Tuple(parameters));
    }

    /** Its name and the types of its parameters, as its topic is made of them. */
    public String signature() {
        return name + parameters.canonical();
    }

    /** What the first topic of its logs is. */
    public LogTopic topic() {
        return topic;
    }

    /** Whether a log is of this event. The same signature with other parameters indexed is another event. */
    public boolean matches(List<LogTopic> topics) {
        long indexed =
                parameters.components().stream().filter(AbiParameter::indexed).count();
        return topics.size() == indexed + 1 && topics.getFirst().equals(topic);
    }

    /**
     * The values by name ({@code arg0}, {@code arg1} where the declaration names none), in the order declared: integers as
     * decimal strings, bytes as 0x and digits, addresses with their checksum, a tuple as an object or, without names, a
     * list. Of an indexed value longer than a word only its hash is in the log; that is then the value.
     *
     * @throws AbiDecodeException when the log is not what the declaration says
     */
    public Map<String, Object> decode(List<LogTopic> topics, byte[] data) {
        if (!matches(topics)) {
            throw new AbiDecodeException("the log is of another event");
        }
        List<AbiParameter> all = parameters.components();
        AbiType.Tuple unindexed = new AbiType.Tuple(
                all.stream().filter(parameter -> !parameter.indexed()).toList());
        List<Object> fromData = new AbiDecoder(data).members(unindexed);
        Map<String, Object> values = new LinkedHashMap<>();
        int nextTopic = 1;
        int nextValue = 0;
        for (int i = 0; i < all.size(); i++) {
            AbiParameter parameter = all.get(i);
            Object value =
                    parameter.indexed() ? indexed(parameter, topics.get(nextTopic++)) : fromData.get(nextValue++);
            values.put(parameter.name().isEmpty() ? "arg" + i : parameter.name(), value);
        }
        return values;
    }

    private static Object indexed(AbiParameter parameter, LogTopic topic) {
        if (parameter.type() instanceof AbiType.Word) {
            return new AbiDecoder(topic.bytes())
                    .members(new AbiType.Tuple(List.of(parameter)))
                    .getFirst();
        }
        return topic.toString();
    }

    @Override
    public String toString() {
        return signature();
    }
}

package io.dapp.chain.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.dapp.chain.LogTopic;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbiEventTest {
    private static final AbiEvent TRANSFER =
            AbiEvent.parse("Transfer(address indexed from, address indexed to, uint256 value)");
    private static final LogTopic ALICE = topic("000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    private static final LogTopic BOB = topic("00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8");

    @Test
    void isKnownByTheHashOfItsSignature() {
        assertThat(TRANSFER.topic().toString())
                .isEqualTo("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
        assertThat(AbiEvent.parse("event Transfer(address,address,uint)").topic())
                .isEqualTo(TRANSFER.topic());
    }

    @Test
    void decodesTopicsAndDataInTheOrderDeclared() {
        assertThat(TRANSFER.decode(List.of(TRANSFER.topic(), ALICE, BOB), word(12)))
                .containsExactly(
                        entry("from", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
                        entry("to", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                        entry("value", "12"));
    }

    @Test
    void tellsTheHashOfAnIndexedValueThatIsLongerThanAWord() {
        AbiEvent event = AbiEvent.parse("Named(string indexed, int8 indexed level, uint256[2] indexed, string text)");
        LogTopic hash = topic("11".repeat(32));
        byte[] call = AbiFunction.parse("f(string)").encode(List.of("seen"));

        assertThat(event.decode(
                        List.of(event.topic(), hash, topic("ff".repeat(32)), hash),
                        Arrays.copyOfRange(call, 4, call.length)))
                .containsExactly(
                        entry("arg0", "0x" + "11".repeat(32)),
                        entry("level", "-1"),
                        entry("arg2", "0x" + "11".repeat(32)),
                        entry("text", "seen"));
    }

    @Test
    void isNotTheEventOfTheSameSignatureWithOtherParametersIndexed() {
        // ERC-721's Transfer has the signature of ERC-20's, and its third parameter indexed.
        List<LogTopic> topics = List.of(TRANSFER.topic(), ALICE, BOB, LogTopic.of(word(12)));

        assertThat(TRANSFER.matches(topics)).isFalse();
        assertThat(TRANSFER.matches(List.of())).isFalse();
        assertThatExceptionOfType(AbiDecodeException.class).isThrownBy(() -> TRANSFER.decode(topics, new byte[0]));
    }

    @Test
    void refusesALogWithTooLittleData() {
        assertThatExceptionOfType(AbiDecodeException.class)
                .isThrownBy(() -> TRANSFER.decode(List.of(TRANSFER.topic(), ALICE, BOB), new byte[31]));
    }

    @Test
    void readsATupleByItsNames() {
        AbiEvent event = AbiEvent.parse("Filled((address maker, uint96 amount) order)");

        assertThat(event.decode(List.of(event.topic()), hex(ALICE.toString().substring(2) + "%064x".formatted(5))))
                .containsExactly(
                        entry("order", Map.of("maker", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "amount", "5")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer(address from) anonymous",
                "E(uint indexed a, uint indexed b, uint indexed c, uint indexed d)",
                "E((uint indexed a) b)",
                "E(uint indexed indexed a)",
                "E(uint) returns (uint)",
                "Transfer"
            })
    void refusesWhatCannotBeSubscribedTo(String declaration) {
        assertThatIllegalArgumentException().isThrownBy(() -> AbiEvent.parse(declaration));
    }

    private static LogTopic topic(String digits) {
        return LogTopic.of(hex(digits));
    }

    private static byte[] word(long value) {
        return hex("%064x".formatted(value));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

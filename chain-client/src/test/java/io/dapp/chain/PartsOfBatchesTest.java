package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node does not tell of one member of a batch is not taken for its saying that there is nothing. */
class PartsOfBatchesTest {
    private static final List<TransactionHash> HASHES =
            List.of(TransactionHash.of(new byte[32]), TransactionHash.parse("0x" + "11".repeat(32)));

    private final ScriptedNode scripted = new ScriptedNode();
    private final Node node = scripted.node();

    @AfterEach
    void close() {
        node.close();
        scripted.close();
    }

    @Test
    void nullIsAbsent() {
        assertThat(node.receipts(HASHES)).isEmpty();
        assertThat(node.transactions(HASHES)).isEmpty();
        assertThat(node.blocks(1, 2, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth_getTransactionReceipt", "eth_getTransactionByHash", "eth_getBlockByNumber"})
    void anErrorIsNot(String method) {
        scripted.fail(method, -32_005, "rate limit");

        assertThatThrownBy(() -> ask(method))
                .isInstanceOfSatisfying(
                        NodeErrorException.class, e -> assertThat(e.code()).isEqualTo(-32_005));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth_getTransactionReceipt", "eth_getTransactionByHash", "eth_getBlockByNumber"})
    void whatIsLeftOutIsNot(String method) {
        scripted.leaveOut(method);

        assertThatThrownBy(() -> ask(method)).isInstanceOf(ChainUnavailableException.class);
    }

    private List<?> ask(String method) {
        return switch (method) {
            case "eth_getTransactionReceipt" -> node.receipts(HASHES);
            case "eth_getTransactionByHash" -> node.transactions(HASHES);
            default -> node.blocks(1, 2, false);
        };
    }
}

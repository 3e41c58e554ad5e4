package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void receiptsOfABlockAreAskedForInTheOtherFormWhereOneIsNotAnswered(boolean late) {
        BlockRef ref = new BlockRef(1, BlockHash.parse("0x" + "01".repeat(32)));
        Block block = new Block(
                new BlockHeader(
                        1, ref.hash(), BlockHash.parse("0x" + "00".repeat(32)), Instant.EPOCH, LogsBloom.unknown()),
                HASHES.stream()
                        .map(hash -> new Block.Transaction(hash, null, null))
                        .toList());
        scripted.answer(
                "eth_getBlockReceipts", "[" + receipt(HASHES.getFirst()) + "," + receipt(HASHES.getLast()) + "]");
        scripted.answer("eth_getTransactionReceipt", receipt(HASHES.getFirst()));
        String whole = "eth_getBlockReceipts";
        String single = "eth_getTransactionReceipt";
        if (late) {
            scripted.delay(single, Duration.ofSeconds(10));
        } else {
            scripted.fail(single, -32_000, "transaction indexing is in progress");
        }
        assertThat(node.receipts(block, HASHES.subList(0, 1))).hasSize(1);
        assertThat(scripted.asked()).containsExactly(single, whole);

        scripted.delay(single, Duration.ZERO);
        scripted.answer(single, receipt(HASHES.getFirst()));
        if (late) {
            scripted.delay(whole, Duration.ofSeconds(10));
        } else {
            scripted.fail(whole, -32_005, "too large");
        }
        assertThatThrownBy(() -> node.receipts(block, HASHES))
                .as("both of the same transaction")
                .hasMessageContaining("no receipt in block 1");
        assertThat(scripted.asked()).containsExactly(single, whole, whole, single, single);
    }

    private static String receipt(TransactionHash hash) {
        return """
                {"transactionHash":"%s","blockNumber":"0x1","blockHash":"0x%s","status":"0x1","gasUsed":"0x1"}\
                """.formatted(hash, "01".repeat(32));
    }

    private List<?> ask(String method) {
        return switch (method) {
            case "eth_getTransactionReceipt" -> node.receipts(HASHES);
            case "eth_getTransactionByHash" -> node.transactions(HASHES);
            default -> node.blocks(1, 2, false);
        };
    }
}

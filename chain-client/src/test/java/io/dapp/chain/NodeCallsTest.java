package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many calls reach a node, and which. */
class NodeCallsTest {
    private static final BlockHash HASH = BlockHash.parse("0x" + "b1".repeat(32));
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");

    private final ScriptedNode scripted = ScriptedNode.ofChain();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        scripted.close();
    }

    @Test
    void countsEachMemberOfABatchByItsOwnMethod() {
        Node node = node(TestChains.ofNodes(scripted.url()));
        scripted.answer("eth_getLogs", "[]");
        scripted.answer("eth_getBlockByHash", """
                {"number":"0x5","hash":"%s","parentHash":"%s","timestamp":"0x1","transactions":[]}\
                """.formatted(HASH, HASH));
        BlockHeader header = new BlockHeader(5, HASH, HASH, Instant.EPOCH, LogsBloom.parse("0x" + "0".repeat(512)));

        assertThat(node.logs(header, new LogFilter(Set.of(CONTRACT), Set.of()))).isEmpty();

        assertThat(counted("eth_getLogs")).isEqualTo(scripted.asked("eth_getLogs"));
        assertThat(counted("eth_getBlockByHash")).isEqualTo(scripted.asked("eth_getBlockByHash"));
    }

    @Test
    void asksANodeForNoMoreInASecondThanItIsToBeAskedFor() {
        Node node = node(TestChains.ofNode(scripted.url(), settings -> {
            settings.put("dapp.chains.test.calls-per-second", 20);
            settings.put("dapp.chains.test.call-timeout", "400ms");
        }));
        scripted.answer("eth_blockNumber", "\"0x1\"");
        long start = System.nanoTime();
        for (int i = 0; i < 24; i++) {
            node.headNumber();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("20 at once, and 4 at 20 a second")
                .isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(scripted.asked("eth_blockNumber")).isEqualTo(24);

        List<byte[]> many = IntStream.range(0, 40).mapToObj(i -> new byte[] {1}).toList();
        // Each member is one call: these are two seconds' calls, paid for by those after them.
        node.send(many);
        assertThat(scripted.asked("eth_sendRawTransaction")).isEqualTo(40);
        assertThatThrownBy(node::headNumber)
                .isInstanceOf(ChainUnavailableException.class)
                .hasMessageContaining("calls-per-second");
        assertThat(scripted.asked("eth_blockNumber")).as("nothing was asked").isEqualTo(24);
    }

    @Test
    void asksForABlocksReceiptsWhereAtLeastAQuarterAreWanted() {
        assertThat(askedForReceipts(1, 1)).as("one alone").containsExactly("eth_getTransactionReceipt");
        assertThat(askedForReceipts(8, 2)).containsExactly("eth_getBlockReceipts");
        assertThat(askedForReceipts(9, 2)).containsExactly("eth_getTransactionReceipt", "eth_getTransactionReceipt");
        assertThat(askedForReceipts(100, 25)).containsExactly("eth_getBlockReceipts");
    }

    @Test
    void asksNoMoreForABlocksReceiptsWhereTheNodeHasNoSuchMethod() {
        Node node = node(TestChains.ofNodes(scripted.url()));
        scripted.fail("eth_getBlockReceipts", -32_601, "the method does not exist");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> node.receipts(block(2), hashes(2))).isInstanceOf(ChainUnavailableException.class);
        }
        assertThat(scripted.asked("eth_getBlockReceipts")).isEqualTo(1);
        assertThat(scripted.asked("eth_getTransactionReceipt")).isEqualTo(6);
    }

    private List<String> askedForReceipts(int transactions, int wanted) {
        try (ScriptedNode one = ScriptedNode.ofChain()) {
            String[] receipts = new String[transactions];
            Arrays.setAll(receipts, i -> receipt(hash(i)));
            one.answer("eth_getBlockReceipts", "[" + String.join(",", receipts) + "]");
            if (wanted == 1) {
                one.answer("eth_getTransactionReceipt", receipts[0]);
            }
            try {
                assertThat(one.node().receipts(block(transactions), hashes(wanted)))
                        .hasSize(wanted);
            } catch (ChainUnavailableException oneByOne) {
                assertThat(one.asked()).doesNotContain("eth_getBlockReceipts");
            }
            return new ArrayList<>(one.asked());
        }
    }

    private static String receipt(TransactionHash hash) {
        return """
                {"transactionHash":"%s","blockNumber":"0x5","blockHash":"%s","status":"0x1","gasUsed":"0x5208"}\
                """.formatted(hash, HASH);
    }

    private static Block block(int transactions) {
        return new Block(
                new BlockHeader(5, HASH, HASH, Instant.EPOCH, LogsBloom.unknown()),
                hashes(transactions).stream()
                        .map(hash -> new Block.Transaction(hash, null, null))
                        .toList());
    }

    private static List<TransactionHash> hashes(int count) {
        return IntStream.range(0, count).mapToObj(NodeCallsTest::hash).toList();
    }

    private static TransactionHash hash(int i) {
        byte[] hash = new byte[32];
        hash[31] = (byte) i;
        return TransactionHash.of(hash);
    }

    private Node node(ChainSettings settings) {
        return new Node("test", scripted.url(), settings, meters, NodeOutcomes.IGNORED);
    }

    private int counted(String method) {
        return (int) meters.counter("dapp.rpc.calls", "node", "test", "method", method)
                .count();
    }
}

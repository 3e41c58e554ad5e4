package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that answer whoever examines them, and are of no use for what they are asked. */
class NodeDutiesTest {
    private static final Address ACCOUNT = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final List<byte[]> TWO = List.of(new byte[] {1}, new byte[] {2});

    private final ScriptedNode first = useful();
    private final ScriptedNode second = useful();
    private final Chains chains = TestChains.start(TestChains.ofNodes(first.url(), second.url()), chain -> null);
    private final Chain chain = chains.first();

    @AfterEach
    void stop() {
        chains.close();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth_getBalance", "eth_getTransactionCount", "eth_blockNumber"})
    void aNodeThatAnswersReadsWithErrorsLosesItsPlace(String method) {
        Node failing = both();
        first.fail(method, -32_005, "limit exceeded");
        Eventually.await("the other", () -> read(method, chain.node()) && chain.node() != failing);
        assertThat(chain.usableNodes()).as("it is not shut out").contains(failing);
        assertThat(chain.preferableNodes()).doesNotContain(failing);
    }

    @Test
    void aNodeThatAnswersReadsWithNothingLosesItsPlace() {
        Node failing = both();
        first.answer("eth_getBalance", "null");
        Eventually.await("the other", () -> read("eth_getBalance", chain.node()) && chain.node() != failing);
    }

    @ParameterizedTest
    @CsvSource({"429,Too Many Requests", "-32005,slow down", "-32603,Internal error", "-32000,rate limit exceeded"})
    void aNodeThatRefusesWholeCallsForItsOwnReasonLosesItsPlace(int code, String message) {
        Node failing = both();
        first.fail("eth_sendRawTransaction", code, message);
        Eventually.await("the other", () -> sends(chain.node()) && chain.node() != failing);
        assertThat(chain.preferableNodes()).doesNotContain(failing);
    }

    @Test
    void aNodeThatRefusesWholeBatchesLosesItsPlace() {
        Node failing = both();
        first.refuseBatches(-32_000, "batches are not for you");
        Eventually.await("the other", () -> sends(chain.node()) && chain.node() != failing);
    }

    @Test
    void whatNobodyKnowsTakesLonger() {
        Node failing = both();
        first.fail("eth_sendRawTransaction", -32_000, "something nobody has seen yet");
        Eventually.await("the other", () -> sends(chain.node()) && chain.node() != failing);
        assertThat(first.asked("eth_sendRawTransaction") / TWO.size()).isGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insufficient funds",
                "transaction underpriced",
                "nonce too high",
                "intrinsic gas too low",
                "txpool is full"
            })
    void aTransactionsOwnFaultIsNotTheNodes(String message) {
        Node used = both();
        first.fail("eth_sendRawTransaction", -32_000, message);
        staysAt(used, node -> assertThat(sends(node)).isFalse());
    }

    @Test
    void whatACallerChoseIsNotTheNodesFault() {
        Node used = both();
        CallRequest call = new CallRequest(ACCOUNT, ACCOUNT, Wei.ZERO, "0x12345678");
        first.fail("eth_call", -32_005, "limit exceeded");
        first.fail("eth_estimateGas", -32_603, "internal error");
        BlockRef at = used.head().ref();
        staysAt(used, node -> {
            assertThatThrownBy(() -> node.call(call)).isInstanceOf(NodeErrorException.class);
            assertThatThrownBy(() -> node.call(call, at)).isInstanceOf(NodeErrorException.class);
            assertThatThrownBy(() -> node.estimateGas(call)).isInstanceOf(NodeErrorException.class);
            assertThatThrownBy(() -> node.tokenBalance(ACCOUNT, ACCOUNT, at))
                    .isInstanceOf(ChainUnavailableException.class);
            assertThatThrownBy(node::transferGas).isInstanceOf(NodeErrorException.class);
        });
    }

    @Test
    void anErrorThatAnotherWayOfAskingMakesGoodIsNone() {
        Node used = both();
        first.fail("eth_feeHistory", -32_601, "the method does not exist");
        first.answer("eth_getBlockByHash", "{\"baseFeePerGas\":\"0x7\"}");
        first.answer("eth_maxPriorityFeePerGas", "\"0x1\"");
        staysAt(used, node -> assertThat(node.fresh().dynamic()).isTrue());
    }

    @Test
    void whereNoneServesNoneIsAvoidedAndALoneNodeServesWhenItAnswersAgain() {
        both();
        first.fail("eth_getBalance", -32_005, "limit exceeded");
        second.fail("eth_getBalance", -32_005, "limit exceeded");
        Eventually.await("both to have failed", () -> {
            read("eth_getBalance", chain.node());
            return first.asked("eth_getBalance") > 12 && second.asked("eth_getBalance") > 12;
        });
        assertThat(chain.preferableNodes()).isNotEmpty();
        second.close();
        Eventually.await("one alone", () -> chain.usableNodes().size() == 1);
        assertThat(read("eth_getBalance", chain.node())).isFalse();
        first.answer("eth_getBalance", "\"0x1\"");
        Eventually.await("its answer", () -> read("eth_getBalance", chain.node()));
    }

    /** Any more failures than would cost it its place, each counted. */
    private void staysAt(Node used, Consumer<Node> failing) {
        long counted = TestChains.ofNodes("http://127.0.0.1:1").reconnectAfter().toNanos();
        for (int i = 0; i < 6; i++) {
            long start = System.nanoTime();
            failing.accept(used);
            assertThat(chain.node()).isSameAs(used);
            Eventually.await("the next to count", () -> System.nanoTime() - start > counted);
        }
        assertThat(chain.preferableNodes()).contains(used);
    }

    /** The first, which is in use. */
    private Node both() {
        Eventually.await("both", () -> chain.usableNodes().size() == 2);
        Node node = chain.node();
        assertThat(node).isSameAs(chain.usableNodes().getFirst());
        return node;
    }

    private boolean read(String method, Node node) {
        try {
            switch (method) {
                case "eth_getBalance" -> node.balance(ACCOUNT, node.head().ref());
                case "eth_getTransactionCount" -> node.transactionCount(ACCOUNT, CountAt.LATEST);
                default -> node.headNumber();
            }
            return true;
        } catch (ChainUnavailableException e) {
            return false;
        }
    }

    private static boolean sends(Node node) {
        return node.send(TWO).stream().allMatch(SendAnswer.Accepted.class::isInstance);
    }

    private static ScriptedNode useful() {
        ScriptedNode node = ScriptedNode.ofChain();
        node.answer("eth_blockNumber", "\"0x1\"");
        node.answer("eth_getBalance", "\"0x1\"");
        node.answer("eth_getTransactionCount", "\"0x1\"");
        node.answer("eth_sendRawTransaction", "\"0x" + "01".repeat(32) + "\"");
        return node;
    }
}

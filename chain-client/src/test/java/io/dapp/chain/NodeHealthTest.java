package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What calls tell of a node's health, and what they do not. */
class NodeHealthTest {
    private static final CallRequest CALL = new CallRequest(
            Address.parse("0x00000000000000000000000000000000000000aa"),
            Address.parse("0x00000000000000000000000000000000000000bb"),
            Wei.ZERO,
            "0x12345678");

    @Test
    void callersCallsThatHangOrAnswerWithTooMuchTakeNothingFromThePlatform() throws Exception {
        try (ScriptedNode scripted = ScriptedNode.ofChain();
                Chains chains = TestChains.start(TestChains.ofNodes(scripted.url()), chain -> null);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Chain chain = chains.first();
            Node node = chain.node();
            List<String> returned = new CopyOnWriteArrayList<>();
            chain.listen(onReturn(returned));
            scripted.answer("eth_blockNumber", "\"0x1\"");
            scripted.delay("eth_call", Duration.ofSeconds(10));
            List<Future<String>> hanging = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                hanging.add(threads.submit(() -> node.call(CALL)));
            }
            Eventually.await("callers' calls at the node", () -> scripted.asked("eth_call") >= 8);
            for (int i = 0; i < 100; i++) {
                long start = System.nanoTime();
                assertThat(node.headNumber()).isEqualTo(1);
                assertThat(chain.node()).isSameAs(node);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
            for (Future<String> each : hanging) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(ChainUnavailableException.class);
            }
            assertThat(scripted.asked("eth_call"))
                    .as("permits of their own, and nobody waits longer than half of the time-out")
                    .isLessThanOrEqualTo(16);

            scripted.delay("eth_call", Duration.ZERO);
            scripted.answer("eth_call", "\"0x" + "00".repeat(200_000) + "\"");
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> node.call(CALL))
                        .isInstanceOfSatisfying(
                                NodeErrorException.class,
                                e -> assertThat(e.tooLong()).isTrue());
                assertThat(chain.node()).isSameAs(node);
            }
            assertThat(returned).as("what its pool held is not gone for that").isEmpty();
        }
    }

    @Test
    void aFailedCallIsNoReasonToSendEverythingAgain() {
        try (ScriptedNode scripted = ScriptedNode.ofChain();
                Chains chains = TestChains.start(TestChains.ofNodes(scripted.url()), chain -> null)) {
            Chain chain = chains.first();
            Node node = chain.node();
            List<String> returned = new CopyOnWriteArrayList<>();
            chain.listen(onReturn(returned));
            scripted.answer("eth_blockNumber", "[]");
            int examined = scripted.asked("eth_chainId");
            assertThatThrownBy(node::headNumber).isInstanceOf(ChainUnavailableException.class);
            scripted.garble("eth_blockNumber");
            assertThatThrownBy(node::headNumber).isInstanceOf(ChainUnavailableException.class);
            Eventually.await("it to be examined", () -> scripted.asked("eth_chainId") > examined);
            Eventually.await("it to be used again", () -> usable(chain));
            assertThat(returned).isEmpty();
        }
    }

    @Test
    void aNodeThatFailsItsCallsIsLeftAloneThoughItAnswersProbes() {
        try (ScriptedNode failing = ScriptedNode.ofChain();
                ScriptedNode other = ScriptedNode.ofChain();
                Chains chains = TestChains.start(TestChains.ofNodes(failing.url(), other.url()), chain -> null)) {
            Chain chain = chains.first();
            Eventually.await("both", () -> chain.usableNodes().size() == 2);
            Node node = chain.usableNodes().getFirst();
            failing.garble("eth_sendRawTransaction");
            for (int i = 0; i < 3; i++) {
                assertThat(node.send(List.of(new byte[] {1})).getFirst()).isInstanceOf(SendAnswer.Later.class);
            }
            Node instead = chain.node();
            assertThat(instead).isNotSameAs(node);
            Eventually.await(
                    "it to be probed and used again", () -> chain.usableNodes().contains(node));
            assertThat(chain.node()).as("the one in use stays").isSameAs(instead);
        }
    }

    @Test
    void errorsThatAreAnswersOpenNothing() {
        try (ScriptedNode scripted = ScriptedNode.ofChain();
                Chains chains = TestChains.start(TestChains.ofNodes(scripted.url()), chain -> null)) {
            Chain chain = chains.first();
            Node node = chain.node();
            scripted.fail("eth_blockNumber", -32_000, "busy");
            scripted.refuseBatches(-32_005, "batch limit exceeded");
            for (int i = 0; i < 30; i++) {
                assertThatThrownBy(node::headNumber).isInstanceOf(NodeErrorException.class);
                assertThat(node.send(List.of(new byte[] {1})).getFirst())
                        .isInstanceOfSatisfying(
                                SendAnswer.Later.class,
                                later -> assertThat(later.why()).contains("batch limit exceeded"));
                assertThat(chain.node()).isSameAs(node);
            }
        }
    }

    @Test
    void aSlowNodeLosesItsPlaceToAFasterOneButServesWhereItIsAlone() {
        try (ScriptedNode slow = ScriptedNode.ofChain();
                ScriptedNode fast = ScriptedNode.ofChain();
                Chains chains = TestChains.start(TestChains.ofNodes(slow.url(), fast.url()), chain -> null)) {
            Chain chain = chains.first();
            Eventually.await("both", () -> chain.usableNodes().size() == 2);
            Node first = chain.usableNodes().getFirst();
            Node second = chain.usableNodes().getLast();
            slow.delay("eth_getBlockByNumber", Duration.ofMillis(400));
            Eventually.await("the faster", () -> chain.node() == second);
            assertThat(chain.usableNodes()).as("it is not shut out").contains(first);
            slow.delay("eth_getBlockByNumber", Duration.ZERO);
            int looks = slow.asked("eth_getBlockByNumber");
            Eventually.await("it to be as fast again", () -> slow.asked("eth_getBlockByNumber") > looks + 20);
            assertThat(chain.node()).as("no turn-taking").isSameAs(second);
            slow.delay("eth_getBlockByNumber", Duration.ofMillis(400));
            fast.close();
            Eventually.await("the only one left", () -> usable(chain) && chain.node() == first);
        }
    }

    private static NodeListener onReturn(List<String> returned) {
        return new NodeListener() {
            @Override
            public void headSeen(Node node, BlockHeader head) {}

            @Override
            public void returned(Node node) {
                returned.add(node.id());
            }
        };
    }

    private static boolean usable(Chain chain) {
        return !chain.usableNodes().isEmpty();
    }
}

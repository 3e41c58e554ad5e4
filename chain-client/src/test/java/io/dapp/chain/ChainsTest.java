package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.testing.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.validation.FieldError;

@ExtendWith(OutputCaptureExtension.class)
class ChainsTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ChainClientAutoConfiguration.class));

    @Test
    void failAtTheStartNamingWhatIsWrong() {
        runner.run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("chains"));
        runner.withPropertyValues("dapp.chains.local.id=31337")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("chains[local].nodes"));
        runner.withPropertyValues("dapp.chains.local.nodes[0].http-url=http://127.0.0.1:1")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("chains[local].id"));
        runner.withPropertyValues("dapp.chains.local.id=1", "dapp.chains.local.nodes[0].http-url=ftp://x")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("nodes[0].httpUrl"));
    }

    @Test
    void areConfiguredByTheEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> variables = new HashMap<>();
        variables.put("DAPP_CHAINS_LOCAL_ID", "31337");
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", "http://127.0.0.1:8545");
        variables.put("DAPP_CHAINS_LOCAL_NODES_0_WSURL", "ws://127.0.0.1:8545");
        variables.put("DAPP_CHAINS_LOCAL_MAXINFLIGHTPERACCOUNT", "256");
        environment.getPropertySources().addFirst(variables(variables));
        ChainsProperties properties =
                Binder.get(environment).bind("dapp", ChainsProperties.class).get();
        assertThat(properties.chains()).containsOnlyKeys("local");
        ChainSettings settings = properties.chains().get("local");
        assertThat(settings)
                .isNotNull()
                .extracting(ChainSettings::maxInFlightPerAccount)
                .isEqualTo(256);
        assertThat(settings)
                .isNotNull()
                .extracting(ChainSettings::requiredConfirmations)
                .isEqualTo(6);
    }

    @Test
    void haveTheDefaultThatIsNamedHoweverTheirPropertiesCome() {
        ApplicationContextRunner two = runner.withPropertyValues(
                "dapp.chains.ethereum.id=1",
                "dapp.chains.ethereum.nodes[0].http-url=http://127.0.0.1:1",
                "dapp.chains.base.id=8453",
                "dapp.chains.base.nodes[0].http-url=http://127.0.0.1:1",
                "dapp.chains.arbitrum.id=42161",
                "dapp.chains.arbitrum.nodes[0].http-url=http://127.0.0.1:1");
        two.run(context -> assertThat(context).getFailure().satisfies(ChainsTest::namesTheDefault));
        two.withPropertyValues("dapp.default-chain=Ethereum")
                .run(context -> assertThat(context).getFailure().satisfies(ChainsTest::namesTheDefault));
        two.withPropertyValues("dapp.default-chain=ethereum")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(variables(Map.of("DAPP_CHAINS_BASE_NODES_0_HTTPURL", "http://127.0.0.1:2"))))
                .run(context -> {
                    Chains chains = context.getBean(Chains.class);
                    assertThat(chains.first().name()).isEqualTo("ethereum");
                    assertThat(chains.all()).extracting(Chain::name).containsExactly("ethereum", "arbitrum", "base");
                    assertThat(chains.require(new ChainId(8453)).settings().nodes())
                            .extracting(ChainSettings.NodeSettings::httpUrl)
                            .containsExactly("http://127.0.0.1:2");
                });
    }

    @Test
    void needNoNamedDefaultWhereThereIsOne() {
        ApplicationContextRunner one = runner.withPropertyValues(
                "dapp.chains.base.id=8453", "dapp.chains.base.nodes[0].http-url=http://127.0.0.1:1");
        one.run(context ->
                assertThat(context.getBean(Chains.class).first().name()).isEqualTo("base"));
        one.withPropertyValues("dapp.default-chain=base")
                .run(context ->
                        assertThat(context.getBean(Chains.class).first().name()).isEqualTo("base"));
        one.withPropertyValues("dapp.default-chain=ethereum")
                .run(context -> assertThat(context).getFailure().satisfies(ChainsTest::namesTheDefault));
    }

    /** The field that the one line of a failed start is made of. */
    private static void namesTheDefault(Throwable failure) {
        assertThat(failure)
                .rootCause()
                .isInstanceOfSatisfying(
                        BindValidationException.class,
                        invalid -> assertThat(invalid.getValidationErrors().getAllErrors())
                                .singleElement()
                                .isInstanceOfSatisfying(
                                        FieldError.class,
                                        error -> assertThat(error.getField()).isEqualTo("defaultChain")));
    }

    private static SystemEnvironmentPropertySource variables(Map<String, Object> variables) {
        return new SystemEnvironmentPropertySource(
                "test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
    }

    @Test
    void knowOnlyWhatIsConfigured() {
        try (TestNode anvil = TestNode.start();
                Chains chains = TestChains.start(anvil)) {
            assertThat(chains.first().id()).isEqualTo(new ChainId(31_337));
            assertThat(chains.first().node().id())
                    .isEqualTo(NodeId.of("test", anvil.httpUrl().toString()));
            assertThatThrownBy(() -> chains.require(new ChainId(5))).isInstanceOf(UnknownChainException.class);
        }
    }

    @Test
    void sayAtTheStartWhereNothingBoundsWhatIsOffered(CapturedOutput output) {
        try (Chains chains = TestChains.start(TestChains.with("max-fee-ceiling", "1000"), chain -> null)) {
            assertThat(chains.first().settings().maxFeeCeiling()).isNotNull();
            assertThat(output).doesNotContain("max-fee-ceiling");
        }
        TestChains.start(TestChains.ofNodes("http://127.0.0.1:1"), chain -> null)
                .close();
        assertThat(output).containsOnlyOnce("dapp.chains.test.max-fee-ceiling is not set");
    }

    @Test
    void shutOutANodeOfAnotherChainAndSayItOnce(CapturedOutput output) {
        try (TestNode other = TestNode.start(4_242, null);
                Chains chains = TestChains.start(
                        TestChains.settings(31_337, other.httpUrl().toString(), null), chain -> null)) {
            assertThatThrownBy(() -> chains.first().node()).isInstanceOf(ChainUnavailableException.class);
            assertThat(chains.first().contradicted()).isFalse();
            assertThat(output).containsOnlyOnce("shut out").contains("it is of chain 4242, not 31337");
        }
    }

    @Test
    void goOnWithTheirOtherUrlsWhereOneIsOfAnotherChain(CapturedOutput output) {
        try (TestNode other = TestNode.start(4_242, null);
                TestNode right = TestNode.start();
                Chains chains = TestChains.start(
                        TestChains.ofNodes(
                                other.httpUrl().toString(), right.httpUrl().toString()),
                        chain -> null)) {
            Node used = chains.first().node();
            assertThat(used.id()).isEqualTo(NodeId.of("test", right.httpUrl().toString()));
            assertThat(chains.first().usableNodes()).containsExactly(used);
            Eventually.await("the verdict", () -> output.toString().contains("it is of chain 4242, not 31337"));
        }
    }

    @Test
    void leaveEachOtherAloneWhileANodeOfOneHangs() throws Exception {
        try (TestNode hanging = TestNode.start(4_242, null);
                TestNode fine = TestNode.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ChainSettings one = TestChains.settings(4_242, hanging.httpUrl().toString(), null);
            ChainSettings other = TestChains.settings(31_337, fine.httpUrl().toString(), null);
            try (Chains chains =
                    Chains.of(Map.of("one", one, "other", other), chain -> null, new SimpleMeterRegistry())) {
                chains.start();
                Chain stuck = chains.require(new ChainId(4_242));
                Chain going = chains.require(new ChainId(31_337));
                Node silent = stuck.node();
                going.node();
                hanging.pause();
                try {
                    List<Future<Long>> waiting = new ArrayList<>();
                    for (int i = 0; i < 2 * one.maxConcurrentCalls(); i++) {
                        waiting.add(threads.submit(silent::headNumber));
                    }
                    long start = System.nanoTime();
                    for (int block = 1; block <= 5; block++) {
                        fine.mine(1);
                        assertThat(going.node().headNumber()).isEqualTo(block);
                    }
                    assertThat(Duration.ofNanos(System.nanoTime() - start))
                            .as("no call to the other chain is waited for")
                            .isLessThan(one.callTimeout());
                    Eventually.await("the hanging node to be away", () -> !usable(stuck));
                    assertThat(usable(going)).isTrue();
                    for (Future<Long> each : waiting) {
                        assertThatThrownBy(each::get).hasCauseInstanceOf(ChainUnavailableException.class);
                    }
                } finally {
                    hanging.resume();
                }
                Eventually.await("it to answer again", () -> usable(stuck));
            }
        }
    }

    @Test
    void shutOutANodeThatContradictsTheRecordUntilItAgrees() {
        AtomicReference<ChainRecord.@Nullable Known> known = new AtomicReference<>();
        try (TestNode anvil = TestNode.start()) {
            anvil.mine(5);
            ChainSettings settings = TestChains.settings(31_337, anvil.httpUrl().toString(), null);
            try (Chains chains = TestChains.start(settings, chain -> known.get())) {
                Chain chain = chains.first();
                Node node = chain.node();
                Block five = node.block(5, false);
                assertThat(five).isNotNull();
                known.set(new ChainRecord.Known(null, new BlockRef(5, BlockHash.of(new byte[32]))));
                chain.doubt(node);
                Eventually.await("the contradiction", chain::contradicted);
                assertThatThrownBy(chain::node).isInstanceOf(ChainUnavailableException.class);
                known.set(new ChainRecord.Known(null, new BlockRef(9, BlockHash.of(new byte[32]))));
                Eventually.await("absence to be no contradiction", () -> usable(chain));
                known.set(new ChainRecord.Known(BlockHash.of(new byte[32]), null));
                chain.doubt(node);
                Eventually.await("another genesis", chain::contradicted);
            }
        }
    }

    @Test
    void goOnBeingWatchedWhileTheirContextIsPaused() {
        try (TestNode anvil = TestNode.start()) {
            runner.withPropertyValues(
                            "dapp.chains.local.id=31337",
                            "dapp.chains.local.poll-interval=100ms",
                            "dapp.chains.local.nodes[0].http-url=" + anvil.httpUrl())
                    .run(context -> {
                        ConfigurableApplicationContext paused =
                                context.getSourceApplicationContext(ConfigurableApplicationContext.class);
                        Node node = context.getBean(Chains.class).first().node();
                        paused.pause();
                        paused.restart();
                        anvil.mine(1);
                        Eventually.await("its heads", () -> node.head().number() == 1);
                    });
        }
    }

    @Test
    void goOnWhenTheNodeWasAwayAndSayItOnce(CapturedOutput output) {
        try (TestNode anvil = TestNode.start();
                Chains chains = TestChains.start(anvil)) {
            Chain chain = chains.first();
            Node node = chain.node();
            List<String> returned = new CopyOnWriteArrayList<>();
            chain.listen(new NodeListener() {
                @Override
                public void headSeen(Node seen, BlockHeader head) {}

                @Override
                public void returned(Node back) {
                    returned.add(back.id());
                }
            });
            anvil.mine(2);
            anvil.stop();
            Eventually.await("the node to be away", () -> !usable(chain));
            assertThatThrownBy(node::headNumber).isInstanceOf(ChainUnavailableException.class);
            assertThat(node.send(List.of(new byte[] {1})).getFirst()).isInstanceOf(SendAnswer.Later.class);
            anvil.restart();
            Eventually.await("the node to be back", () -> usable(chain));
            Eventually.await("its return to be told", () -> returned.contains(node.id()));
            anvil.mine(1);
            Eventually.await("its heads", () -> node.head().number() == 3);
            assertThat(output).containsOnlyOnce("node " + node.id() + " is away and not used");
        }
    }

    @Test
    void leaveANodeThatIsTooFarBehindAndKeepTheOneThatTookItsPlace() {
        try (TestNode preferred = TestNode.start();
                TestNode other = TestNode.start()) {
            preferred.mine(1);
            other.mine(4);
            ChainSettings settings = TestChains.ofNodes(
                    preferred.httpUrl().toString(), other.httpUrl().toString());
            assertThat(settings.maxHeadLag()).isEqualTo(3);
            try (Chains chains = TestChains.start(settings, chain -> null)) {
                Chain chain = chains.first();
                Eventually.await("both", () -> chain.usableNodes().size() == 2);
                Node first = chain.usableNodes().getFirst();
                Node second = chain.usableNodes().getLast();
                assertThat(chain.node()).as("three blocks behind").isSameAs(first);
                other.mine(1);
                Eventually.await("four to be too far", () -> chain.node() == second);
                assertThat(chain.usableNodes()).containsExactly(second);
                preferred.mine(4);
                Eventually.await(
                        "it to have caught up", () -> chain.usableNodes().contains(first));
                assertThat(chain.node()).as("no turn-taking").isSameAs(second);
                preferred.mine(4);
                Eventually.await("the other to be too far behind", () -> chain.node() == first);
            }
        }
    }

    @Test
    void fallBackToPollingWhenTheSubscriptionIsLostAndReturnToIt(CapturedOutput output) {
        try (TestNode anvil = TestNode.start();
                TcpProxy webSockets = new TcpProxy(anvil.port())) {
            ChainSettings settings = TestChains.settings(
                    31_337, anvil.httpUrl().toString(), TestChains.at(anvil.wsUrl(), webSockets.port()));
            try (Chains chains = TestChains.start(settings, chain -> null)) {
                Node node = chains.first().node();
                Eventually.await("the subscription", () -> output.toString().contains("heads come by subscription"));
                anvil.mine(1);
                Eventually.await("a head by subscription", () -> node.head().number() == 1);
                webSockets.refuse(true);
                Eventually.await("the loss", () -> output.toString().contains("subscription to heads was lost"));
                anvil.mine(1);
                Eventually.await("a head by polling", () -> node.head().number() == 2);
                assertThat(chains.first().node()).isSameAs(node);
                webSockets.refuse(false);
                Eventually.await(
                        "the subscription again",
                        () -> output.toString().split("heads come by subscription", -1).length == 3);
                anvil.mine(1);
                Eventually.await(
                        "a head by the new subscription", () -> node.head().number() == 3);
                assertThat(output).containsOnlyOnce("subscription to heads was lost");
            }
        }
    }

    private static boolean usable(Chain chain) {
        try {
            chain.node();
            return true;
        } catch (ChainUnavailableException e) {
            return false;
        }
    }
}

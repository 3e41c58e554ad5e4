package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Wei;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.policy.Policy;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.TcpProxy;
import io.dapp.transaction.core.wallet.WalletStore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two instances of the core on one database. {@code -Ddapp.test.repeat=50} runs each race that often. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NonceLineTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final String OPERATION = "POST /api/blockchain/transaction";

    private final UUID owner = UUID.randomUUID();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PaymentWorld world = new PaymentWorld();
    private CoreInstance one;
    private CoreInstance other;

    @BeforeAll
    void start() {
        one = world.instance();
        other = world.instance();
    }

    @AfterAll
    void stop() throws Exception {
        threads.shutdown();
        world.close();
    }

    @Test
    void aHundredPaymentsOverTwoInstancesGetNoncesWithoutAGap() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);

            List<Object> answers = together(IntStream.range(0, 100)
                    .mapToObj(i -> accept(i % 2 == 0 ? one : other, wallet, 1, null))
                    .toList());

            assertThat(answers).allMatch(StoredAnswer.class::isInstance);
            assertThat(world.nonces(wallet.address()))
                    .isEqualTo(LongStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void fiftyTwinsAreOnePayment() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);
            IdempotencyKey key = key("body");

            List<Object> answers = together(IntStream.range(0, 50)
                    .mapToObj(i -> accept(i % 2 == 0 ? one : other, wallet, 1, key))
                    .toList());

            assertThat(answers).allMatch(StoredAnswer.class::isInstance);
            assertThat(answers.stream().distinct()).hasSize(1);
            assertThat(world.nonces(wallet.address())).containsExactly(0L);
        }
    }

    @Test
    void aKeyWithAnotherBodyIsRefusedAlsoAtTheSameMoment() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);
            IdempotencyKey key = key("body");
            IdempotencyKey reused = new IdempotencyKey(key.ownerId(), OPERATION, key.key(), new Bytes(new byte[] {9}));

            List<Object> answers = together(List.of(
                    accept(one, wallet, 1, key),
                    accept(one, wallet, 2, reused),
                    accept(other, wallet, 1, key),
                    accept(other, wallet, 2, reused)));

            assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(2);
            assertThat(answers.stream().filter("idempotency_key_reused"::equals))
                    .hasSize(2);
            assertThat(world.nonces(wallet.address())).containsExactly(0L);
        }
    }

    @Test
    void aKeyUsedForTwoWalletsAtOnceIsGivenToOneOfThem() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey first = world.wallet(one, ETHER);
            WalletKey second = world.wallet(one, ETHER);
            IdempotencyKey key = key("first");
            IdempotencyKey reused = new IdempotencyKey(key.ownerId(), OPERATION, key.key(), new Bytes(new byte[] {9}));

            List<Object> answers = together(List.of(accept(one, first, 1, key), accept(other, second, 1, reused)));

            assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(1);
            assertThat(answers.stream().filter("idempotency_key_reused"::equals))
                    .hasSize(1);
            assertThat(world.nonces(first.address()).size()
                            + world.nonces(second.address()).size())
                    .isEqualTo(1);
        }
    }

    @Test
    void aRaceForFundsNeverSpendsMoreThanThereIs() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            long enoughForTen = 10 * CoreInstance.maxCost(1_000);
            WalletKey wallet = world.wallet(one, enoughForTen + 5);

            List<Object> answers = together(IntStream.range(0, 30)
                    .mapToObj(i -> accept(i % 2 == 0 ? one : other, wallet, 1_000, null))
                    .toList());

            assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(10);
            assertThat(answers.stream().filter("insufficient_funds"::equals)).hasSize(20);
            assertThat(world.nonces(wallet.address()))
                    .isEqualTo(LongStream.range(0, 10).boxed().toList());
        }
    }

    @Test
    void manyAccountsAtOnceShareTransactionsAndNoneSuffersForAnother() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            List<WalletKey> wallets = IntStream.range(0, 30)
                    .mapToObj(i -> world.wallet(one, i == 7 ? 0 : ETHER))
                    .toList();
            IdempotencyKey key = key("of the first");
            IdempotencyKey reused = new IdempotencyKey(key.ownerId(), OPERATION, key.key(), new Bytes(new byte[] {9}));
            List<Callable<Object>> calls = new ArrayList<>();
            calls.add(accept(one, wallets.get(0), 1, key));
            calls.add(accept(one, wallets.get(1), 1, reused));
            for (int i = 0; i < 300; i++) {
                calls.add(accept(i % 2 == 0 ? one : other, wallets.get(i % 30), 1, null));
            }

            List<Object> answers = together(calls);

            assertThat(answers.subList(0, 2)).containsOnlyOnce("idempotency_key_reused");
            assertThat(answers.stream().filter("insufficient_funds"::equals)).hasSize(10);
            assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(291);
            for (WalletKey wallet : wallets) {
                List<Long> nonces = world.nonces(wallet.address());
                assertThat(nonces)
                        .isEqualTo(LongStream.range(0, nonces.size()).boxed().toList());
            }
        }
    }

    @Test
    void aRaceNeverSpendsMoreThanTheDaysLimit() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);
            new WalletStore(world.jdbc()).insert(owner, null, wallet);
            one.get(Policies.class)
                    .store(
                            wallet.address(),
                            new Policy(null, Wei.of(10 * CoreInstance.maxCost(1_000) + 5), null, null, false));

            List<Object> answers = together(IntStream.range(0, 50)
                    .mapToObj(i -> accept(i % 2 == 0 ? one : other, wallet, 1_000, null))
                    .toList());

            assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(10);
            assertThat(answers.stream().filter("policy_denied"::equals)).hasSize(40);
            assertThat(world.nonces(wallet.address())).hasSize(10);
            assertThat(world.jdbc()
                            .sql("select count(*) from policy_refusal where wallet = ?")
                            .param(wallet.address().bytes())
                            .query(Long.class)
                            .single())
                    .isEqualTo(40);
        }
    }

    @Test
    void onceAPauseIsAnsweredNothingNewIsAccepted() throws Exception {
        for (int run = 0; run < 5 * REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);
            new WalletStore(world.jdbc()).insert(owner, null, wallet);
            AtomicLong accepted = new AtomicLong(-1);
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(accept(i % 2 == 0 ? one : other, wallet, 1, null));
            }
            calls.add(15, () -> {
                one.get(Policies.class).store(wallet.address(), new Policy(null, null, null, null, true));
                accepted.set(world.nonces(wallet.address()).size());
                return "paused";
            });

            together(calls);

            assertThat(world.nonces(wallet.address())).hasSize((int) accepted.get());
        }
    }

    @Test
    void aRefusedMemberLeavesTheOthersTheirPlaces() throws Exception {
        WalletKey wallet = world.wallet(one, 3 * CoreInstance.maxCost(0));

        List<Object> answers = together(List.of(
                accept(one, wallet, ETHER, null),
                accept(one, wallet, 0, null),
                accept(one, wallet, ETHER, null),
                accept(one, wallet, 0, null),
                accept(one, wallet, 0, null)));

        assertThat(answers.stream().filter(StoredAnswer.class::isInstance)).hasSize(3);
        assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aRefusalLeavesNothingAndConsumesNoKey() throws Exception {
        WalletKey wallet = world.wallet(one, CoreInstance.maxCost(0));
        IdempotencyKey key = key("body");
        List<Long> before = counts();

        assertThat(together(List.of(accept(one, wallet, 1, key)))).containsExactly("insufficient_funds");
        assertThat(counts()).isEqualTo(before);

        world.fund(wallet.address(), CoreInstance.maxCost(1));
        assertThat(together(List.of(accept(one, wallet, 1, key)))).allMatch(StoredAnswer.class::isInstance);
        assertThat(world.nonces(wallet.address())).containsExactly(0L);
    }

    @Test
    void moneyThatCameInAHeadTheFollowerIsAboutToHoldIsNotRefused() throws Exception {
        WalletKey wallet = world.wallet(one, 0);
        // anvil changes the newest block's state: it must be one that the follower does not hold.
        world.node().mine(1);
        world.node().fund(wallet.address().toString(), BigInteger.valueOf(ETHER));
        world.node().mine(1);

        Future<Object> answer = threads.submit(accept(one, wallet, 1, null));
        world.mine();

        assertThat(answer.get()).isInstanceOf(StoredAnswer.class);
    }

    @Test
    void whoeverLacksFundsIsNotRefusedWhileTheFollowerIsBehindTheHead() throws Exception {
        WalletKey wallet = world.wallet(one, 0);
        // anvil changes the newest block's state: it must be one that the follower does not hold.
        world.node().mine(1);
        world.node().fund(wallet.address().toString(), BigInteger.valueOf(ETHER));
        world.node().mine(1);

        assertThat(together(List.of(accept(one, wallet, 1, null)))).containsExactly("chain_unavailable");

        world.mine();
        assertThat(together(List.of(accept(one, wallet, 1, null)))).allMatch(StoredAnswer.class::isInstance);
    }

    @Test
    void whatABlockAboveTheViewHoldsStillCountsAsSpokenFor() throws Exception {
        WalletKey wallet = world.wallet(one, CoreInstance.maxCost(1_000) + CoreInstance.maxCost(0));
        assertThat(together(List.of(accept(one, wallet, 1_000, null)))).allMatch(StoredAnswer.class::isInstance);
        world.jdbc()
                .sql("update payment set status = 'confirmed', outcome = 'success', block_number = ?, block_hash = ?"
                        + " where sender = ?")
                .param(world.node().blockNumber() + 1)
                .param(new byte[32])
                .param(wallet.address().bytes())
                .update();

        assertThat(together(List.of(accept(one, wallet, 1_000, null)))).containsExactly("insufficient_funds");
        assertThat(together(List.of(accept(one, wallet, 0, null)))).allMatch(StoredAnswer.class::isInstance);
    }

    @Test
    void aBalanceThatWasReadBeforeAdmitsWithoutBeingReadAgainAndRefusesNobody() throws Exception {
        TcpProxy node = world.nodeProxy();
        CoreInstance instance = world.instance(Map.of(
                "dapp.chains.local.nodes[0].http-url",
                PaymentWorld.httpUrl(node),
                "dapp.line.view-blocks",
                "8",
                "dapp.line.cursor-age",
                "0s"));
        WalletKey wallet = world.wallet(instance, 3 * CoreInstance.maxCost(1_000));
        assertThat(together(List.of(accept(instance, wallet, 1_000, null)))).allMatch(StoredAnswer.class::isInstance);
        assertThat(together(List.of(accept(instance, wallet, 1_000, null)))).allMatch(StoredAnswer.class::isInstance);
        world.mine();

        node.freezeOn("eth_getBalance");
        assertThat(together(List.of(accept(instance, wallet, 1_000, null)))).allMatch(StoredAnswer.class::isInstance);
        assertThat(node.held()).isZero();
        node.thaw();

        // What came in since is unknown to the reading that is kept.
        long more = 5 * CoreInstance.maxCost(1_000);
        world.fund(wallet.address(), more);
        assertThat(together(List.of(accept(instance, wallet, 1_000, null)))).allMatch(StoredAnswer.class::isInstance);
        assertThat(together(List.of(accept(instance, wallet, more, null)))).containsExactly("insufficient_funds");
    }

    private List<Long> counts() {
        return List.of("account", "payment", "attempt", "event", "idempotency_key").stream()
                .map(world::count)
                .toList();
    }

    private IdempotencyKey key(String body) {
        return new IdempotencyKey(
                owner, OPERATION, UUID.randomUUID().toString(), new Bytes(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The stored answer, or the code of the problem. */
    private Callable<Object> accept(
            CoreInstance instance, WalletKey wallet, long amount, @Nullable IdempotencyKey key) {
        return () -> {
            try {
                return instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, amount, key));
            } catch (ProblemException e) {
                return e.code().code();
            }
        };
    }

    private List<Object> together(List<Callable<Object>> calls) throws InterruptedException, ExecutionException {
        List<Object> results = new ArrayList<>();
        for (Future<Object> future : threads.invokeAll(calls)) {
            results.add(future.get());
        }
        return results;
    }
}

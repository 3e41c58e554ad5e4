package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A database that goes away in a COMMIT, and an instance that stops inside its transaction. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostCommitTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    // Senders commit too; only the transaction that accepts is to be cut.
    private static final String ALLOCATION = "insert into payment";
    private static final long ETHER = 1_000_000_000_000_000_000L;

    private final UUID owner = UUID.randomUUID();
    private final PaymentWorld world = new PaymentWorld();
    private TcpProxy database;
    private CoreInstance behind;
    private CoreInstance direct;

    @BeforeAll
    void start() {
        database = world.databaseProxy();
        behind = world.behind(database, Map.of("dapp.line.outcome-wait", "1s"));
        direct = world.instance();
    }

    @AfterEach
    void allow() {
        database.allow();
    }

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aCommitThatNeverArrivedIsRefusedAndItsNonceGoesToTheNext() {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(direct, ETHER);
            database.cutAfter(ALLOCATION, "COMMIT", TcpProxy.Cut.BEFORE);

            assertThat(code(accept(wallet, null))).isEqualTo("service_unavailable");
            assertThat(world.nonces(wallet.address())).isEmpty();

            database.allow();
            assertThat(accept(wallet, null)).isInstanceOf(StoredAnswer.class);
            assertThat(world.nonces(wallet.address())).containsExactly(0L);
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsAccepted() {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(direct, ETHER);
            database.cutAfter(ALLOCATION, "COMMIT", TcpProxy.Cut.AFTER);

            assertThat(accept(wallet, null)).isInstanceOf(StoredAnswer.class);
            assertThat(world.nonces(wallet.address())).containsExactly(0L);
            database.allow();
        }
    }

    @Test
    void whatThePolicyRefusedBesideALostCommitIsRecordedAsEver() {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(direct, ETHER);
            new WalletStore(world.jdbc()).insert(owner, null, wallet);
            Policy policy = new Policy(Wei.of(CoreInstance.maxCost(1)), null, null, null, false);
            direct.get(Policies.class).store(wallet.address(), policy);
            Submission allowed = new Submission(CoreInstance.order(owner, wallet, 1, null), false);
            Submission denied = new Submission(CoreInstance.order(owner, wallet, 2, null), false);
            List<Submission> together = List.of(allowed, denied);
            together.forEach(Submission::take);
            database.cutAfter(ALLOCATION, "COMMIT", TcpProxy.Cut.AFTER);

            behind.get(Allocator.class).allocate(allowed.request().account(), together);

            assertThat(allowed.answer().join()).isNotNull();
            assertThat(denied.answer()).isCompletedExceptionally();
            assertThat(world.jdbc()
                            .sql("select count(*) from policy_refusal where wallet = ?")
                            .param(wallet.address().bytes())
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
            database.allow();
        }
    }

    @Test
    void aDatabaseThatStaysAwayLeavesTheOutcomeUnknownAndTheSameKeyLearnsIt() {
        for (int run = 0; run < REPEAT; run++) {
            for (TcpProxy.Cut cut : TcpProxy.Cut.values()) {
                WalletKey wallet = world.wallet(direct, ETHER);
                IdempotencyKey key =
                        new IdempotencyKey(owner, "POST /x", UUID.randomUUID().toString(), new Bytes(new byte[] {1}));
                database.cutAndStayAway(ALLOCATION, "COMMIT", cut);

                Object answer = accept(wallet, key);

                assertThat(code(answer)).isEqualTo("outcome_unknown");
                assertThat(((ProblemException) answer).extra()).containsKey("transaction_id");
                database.allow();
                await().atMost(Duration.ofSeconds(10)).until(() -> accept(wallet, key) instanceof StoredAnswer);
                assertThat(world.nonces(wallet.address())).containsExactly(0L);
            }
        }
    }

    @Test
    void aKilledBackendLeavesNothingHalf() throws Exception {
        try (PaymentWorld own = new PaymentWorld()) {
            CoreInstance instance = own.instance();
            for (int run = 0; run < REPEAT; run++) {
                WalletKey wallet = own.wallet(instance, ETHER);
                CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> accept(instance, wallet, null));
                own.killBackends();

                boolean accepted = answer.get() instanceof StoredAnswer;
                assertThat(own.nonces(wallet.address())).hasSize(accepted ? 1 : 0);
                assertThat(own.count("attempt")).isEqualTo(own.count("payment"));
            }
        }
    }

    @Test
    void anInstanceStoppedInsideItsTransactionHoldsNobodyUpAndWritesNothing() throws Exception {
        CoreInstance stuck = world.instance(Map.of(), StoppingSigner.class);
        StoppingSigner.Stopping signer = stuck.get(StoppingSigner.Stopping.class);
        WalletKey wallet = world.wallet(direct, ETHER);
        CompletableFuture<Object> stopped = CompletableFuture.supplyAsync(() -> accept(stuck, wallet, null));
        signer.reached().await();

        // lock_timeout may answer the first; transaction_timeout has ended the stopped one for the next
        await().atMost(Duration.ofSeconds(8)).until(() -> accept(direct, wallet, null) instanceof StoredAnswer);
        assertThat(world.nonces(wallet.address())).containsExactly(0L);

        signer.goOn().countDown();
        assertThat(stopped.get()).isNotInstanceOf(StoredAnswer.class);
        assertThat(world.nonces(wallet.address())).containsExactly(0L);
    }

    private Object accept(WalletKey wallet, @Nullable IdempotencyKey key) {
        return accept(behind, wallet, key);
    }

    /** The stored answer, or what was thrown. */
    private Object accept(CoreInstance instance, WalletKey wallet, @Nullable IdempotencyKey key) {
        try {
            return instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, key));
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static String code(Object answer) {
        return answer instanceof ProblemException problem ? problem.code().code() : answer.toString();
    }
}

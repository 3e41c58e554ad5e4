package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Nonce;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.RemoteKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

/**
 * Payments of wallets whose key is elsewhere: signed outside the transaction that records them, by a signer that refuses
 * inside one. {@code -Ddapp.test.repeat=50} runs each race that often.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteSigningTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final Map<String, String> ONE_AT_A_TIME =
            Map.of("dapp.line.concurrent-groups", "1", "spring.datasource.hikari.maximum-pool-size", "2");

    private final UUID owner = UUID.randomUUID();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PaymentWorld world = new PaymentWorld();
    private CoreInstance one;
    private CoreInstance other;
    private RemoteKeys.Remote signer;

    @BeforeAll
    void start() {
        one = world.instance(ONE_AT_A_TIME, RemoteKeys.class);
        other = world.instance(Map.of(), RemoteKeys.class);
        signer = one.get(RemoteKeys.Remote.class);
    }

    @BeforeEach
    void nothingHappens() {
        signer.meanwhile(() -> {});
    }

    @AfterAll
    void stop() throws Exception {
        threads.shutdown();
        world.close();
    }

    @Test
    void paymentsOverTwoInstancesGetNoncesWithoutAGapAndSignaturesForExactlyThose() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);

            List<Future<Object>> answers = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> accept(i % 2 == 0 ? one : other, wallet, null)))
                    .toList();

            for (Future<Object> answer : answers) {
                assertThat(answer.get()).isInstanceOf(StoredAnswer.class);
            }
            assertThat(world.nonces(wallet.address()))
                    .isEqualTo(LongStream.range(0, 60).boxed().toList());
            assertEveryPaymentIsSignedForItsOwnNonce(wallet);
        }
    }

    @Test
    void aLineThatMovedWhileItWasSignedForIsSignedForAgain() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(one, ETHER);
            AtomicBoolean moved = new AtomicBoolean();
            signer.meanwhile(() -> {
                if (moved.compareAndSet(false, true)) {
                    assertThat(accept(other, wallet, null)).isInstanceOf(StoredAnswer.class);
                }
            });

            assertThat(accept(one, wallet, null)).isInstanceOf(StoredAnswer.class);

            assertThat(signer.rounds()).isEqualTo(2);
            assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L);
            assertEveryPaymentIsSignedForItsOwnNonce(wallet);
        }
    }

    @Test
    void aMemberThatFallsOutShiftsThoseBehindItAndTheyAreSignedForAgain() throws Exception {
        WalletKey wallet = world.wallet(one, ETHER);
        IdempotencyKey key = key();
        CountDownLatch signing = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean();
        signer.meanwhile(() -> {
            if (first.compareAndSet(false, true)) {
                signing.countDown();
                queued.await();
            } else if (signer.rounds() == 2) {
                // The next two are signed for as 1 and 2; meanwhile the other instance accepts the first of them as 1.
                assertThat(accept(other, wallet, key)).isInstanceOf(StoredAnswer.class);
            }
        });

        Future<Object> before = threads.submit(() -> accept(one, wallet, null));
        signing.await();
        Future<Object> twin = threads.submit(() -> accept(one, wallet, key));
        Future<Object> last = threads.submit(() -> accept(one, wallet, null));
        queued.countDown();

        assertThat(List.of(before.get(), twin.get(), last.get())).allMatch(StoredAnswer.class::isInstance);
        assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L, 2L);
        assertEveryPaymentIsSignedForItsOwnNonce(wallet);
    }

    @Test
    void nothingIsRecordedWhenItsKeyIsAwayAndTheSameNonceGoesToTheNext() {
        WalletKey wallet = world.wallet(one, ETHER);
        IdempotencyKey key = key();
        signer.meanwhile(() -> {
            throw new SignerUnavailableException("away", null);
        });

        assertThat(accept(one, wallet, key)).isEqualTo("signer_unavailable");
        assertThat(world.nonces(wallet.address())).isEmpty();

        nothingHappens();
        assertThat(accept(one, wallet, key)).isInstanceOf(StoredAnswer.class);
        assertThat(world.nonces(wallet.address())).containsExactly(0L);
    }

    @Test
    void whatATwinWasGrantedIsAnsweredThoughTheSignerIsAway() {
        WalletKey wallet = world.wallet(one, ETHER);
        IdempotencyKey key = key();
        CompletableFuture<Object> granted = new CompletableFuture<>();
        signer.meanwhile(() -> {
            granted.complete(accept(other, wallet, key));
            throw new SignerUnavailableException("away", null);
        });

        assertThat(accept(one, wallet, key)).isInstanceOf(StoredAnswer.class).isEqualTo(granted.join());
        assertThat(world.nonces(wallet.address())).containsExactly(0L);
    }

    @Test
    void whileAKeyHangsEverybodyElseIsServed() throws Exception {
        WalletKey hanging = world.wallet(one, ETHER);
        WalletKey local = signer.createLocal();
        world.fund(local.address(), ETHER);
        CountDownLatch signing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        signer.meanwhile(() -> {
            signing.countDown();
            goOn.await();
        });

        Future<Object> held = threads.submit(() -> accept(one, hanging, null));
        signing.await();

        // One group and two connections are all there is: the one that hangs has none of them.
        for (int i = 0; i < 20; i++) {
            Future<Object> answer = threads.submit(() -> accept(one, local, null));
            assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(StoredAnswer.class);
        }
        assertThat(held).isNotDone();
        goOn.countDown();
        assertThat(held.get()).isInstanceOf(StoredAnswer.class);
    }

    @Test
    void aSignatureThatComesAfterItsTimeIsNotUsed() throws Exception {
        CoreInstance impatient = world.instance(
                Map.of("dapp.line.patience", "1s", "dapp.line.allocate-within", "300ms"), RemoteKeys.class);
        WalletKey wallet = world.wallet(impatient, ETHER);
        CountDownLatch goOn = new CountDownLatch(1);
        impatient.get(RemoteKeys.Remote.class).meanwhile(() -> goOn.await(400, TimeUnit.MILLISECONDS));

        assertThat(accept(impatient, wallet, null)).isEqualTo("service_unavailable");

        impatient.close();
        assertThat(world.nonces(wallet.address())).isEmpty();
    }

    @Test
    void aLineThatWasBegunForASignatureThatIsMissingIsNotKeptWhenOthersCommit() {
        WalletKey remote = world.wallet(one, ETHER);
        WalletKey local = signer.createLocal();
        world.fund(local.address(), ETHER);
        AllocationTransaction body = one.get(AllocationTransaction.class);
        List<Prepared> group =
                Stream.of(remote, local).map(wallet -> prepared(body, wallet)).toList();
        Map<AccountKey, StaleException> stale = new HashMap<>();

        new TransactionTemplate(one.get(PlatformTransactionManager.class))
                .executeWithoutResult(status -> body.run(status, group, stale));

        assertThat(stale).containsOnlyKeys(new AccountKey(CoreInstance.CHAIN, remote.address()));
        assertThat(world.nonces(local.address())).containsExactly(0L);
        assertThat(world.jdbc()
                        .sql("select count(*) from account where address = ?")
                        .param(remote.address().bytes())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aKeyThatTwoAccountsOfAGroupUseIsOnesAndTheOtherAloneIsTriedAgain() {
        WalletKey first = signer.createLocal();
        WalletKey second = signer.createLocal();
        WalletKey third = signer.createLocal();
        Stream.of(first, second, third).forEach(wallet -> world.fund(wallet.address(), ETHER));
        AllocationTransaction body = one.get(AllocationTransaction.class);
        IdempotencyKey key = key();
        List<Prepared> group =
                List.of(prepared(body, first, key), prepared(body, second, key), prepared(body, third, null));
        Map<AccountKey, StaleException> stale = new HashMap<>();

        new TransactionTemplate(one.get(PlatformTransactionManager.class))
                .executeWithoutResult(status -> body.run(status, group, stale));

        assertThat(stale.values()).extracting(StaleException::what).containsExactly(StaleException.What.KEY);
        assertThat(Stream.of(first, second)
                        .mapToInt(wallet -> world.nonces(wallet.address()).size()))
                .containsExactlyInAnyOrder(0, 1);
        assertThat(world.nonces(third.address())).containsExactly(0L);
    }

    private Prepared prepared(AllocationTransaction body, WalletKey wallet) {
        return prepared(body, wallet, null);
    }

    private Prepared prepared(AllocationTransaction body, WalletKey wallet, @Nullable IdempotencyKey key) {
        Submission submission = new Submission(CoreInstance.order(owner, wallet, 1, key), false);
        submission.take();
        Batch batch =
                new Batch(submission.request().account(), List.of(submission), Deadline.in(Duration.ofSeconds(5)));
        return new Prepared(batch, one.get(Funds.class).view(batch.account(), true), body.signatures(), new Nonce(0));
    }

    private void assertEveryPaymentIsSignedForItsOwnNonce(WalletKey wallet) {
        world.jdbc()
                .sql("""
                        select p.nonce, a.raw from payment p join attempt a on a.payment_id = p.id where p.sender = ?
                        """)
                .param(wallet.address().bytes())
                .query((row, index) -> {
                    SignedRawTransaction signed =
                            (SignedRawTransaction) TransactionDecoder.decode(new Bytes(row.getBytes("raw")).toString());
                    assertThat(signed.getNonce().longValueExact()).isEqualTo(row.getLong("nonce"));
                    assertThat(from(signed))
                            .isEqualToIgnoringCase(wallet.address().toString());
                    return row.getLong("nonce");
                })
                .list();
    }

    private static String from(SignedRawTransaction signed) {
        try {
            return signed.getFrom();
        } catch (java.security.SignatureException e) {
            throw new AssertionError(e);
        }
    }

    private IdempotencyKey key() {
        return new IdempotencyKey(owner, "POST /x", UUID.randomUUID().toString(), new Bytes(new byte[] {1}));
    }

    private Object accept(CoreInstance instance, WalletKey wallet, @Nullable IdempotencyKey key) {
        try {
            return instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, key));
        } catch (ProblemException e) {
            return e.code().code();
        }
    }
}

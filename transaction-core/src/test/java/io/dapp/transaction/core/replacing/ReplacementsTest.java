package io.dapp.transaction.core.replacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.chain.Fees;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ErrorCode;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.follow.ChainRecordConfiguration;
import io.dapp.transaction.core.follow.FollowConfiguration;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.policy.Policy;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.record.Outcome;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.RemoteKeys;
import io.dapp.transaction.core.testing.TcpProxy;
import io.dapp.transaction.core.wallet.WalletStore;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class ReplacementsTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final long GWEI = 1_000_000_000L;
    private static final long AMOUNT = 1_000;
    private static final Address RECIPIENT = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final Wish FASTER = new Wish.Sooner(Fees.Speed.FAST);

    private final UUID owner = UUID.randomUUID();
    private PaymentWorld world;

    @SuppressWarnings("NullAway.Init") // each test begins with begin()
    private CoreInstance core;

    private TcpProxy node;

    @Configuration(proxyBeanMethods = false)
    @Import({ChainRecordConfiguration.class, FollowConfiguration.class})
    static class Follow {}

    @Configuration(proxyBeanMethods = false)
    @Import({Follow.class, RemoteKeys.class})
    static class FollowWithRemoteKeys {}

    @BeforeEach
    void start() {
        world = PaymentWorld.followed();
        node = world.nodeProxy();
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aRaisedAttemptTakesThePlaceOfTheOneInThePoolAndIsMinedOnce() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);

        replace(id, FASTER);

        Payment replaced = payment(id);
        assertThat(replaced.status()).isEqualTo(PaymentStatus.PENDING);
        assertThat(replaced.version()).isEqualTo(2);
        assertThat(replaced.attempts())
                .extracting(Attempt::kind)
                .containsExactly(AttemptKind.SEND, AttemptKind.SPEED_UP);
        assertThat(replaced.hash()).isEqualTo(replaced.attempts().getLast().hash());
        await().until(() -> pooled(replaced.attempts().getLast()));
        assertThat(pooled(replaced.attempts().getFirst())).isFalse();

        world.mine();
        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(payment(id).hash()).isEqualTo(replaced.hash());
        assertThat(received()).isEqualTo(AMOUNT);
        assertThat(told(id))
                .containsExactly("transaction.pending 1", "transaction.replaced 2", "transaction.confirmed 3");
    }

    @Test
    void aMinedCancelEndsThePaymentOnceItIsFinal() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);

        replace(id, new Wish.Cancel());
        await().until(() -> pooled(payment(id).attempts().getLast()));
        world.mine();

        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(payment(id).outcome()).isEqualTo(Outcome.CANCELLED);
        mine(5);
        await().until(() -> payment(id).status() == PaymentStatus.FAILED);
        assertThat(payment(id).reason()).isEqualTo("cancelled");
        assertThat(received()).isZero();
    }

    @Test
    void theOriginalThatIsMinedInSpiteOfACancelCounts() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.BEFORE);

        replace(id, new Wish.Cancel());
        world.mine();

        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(payment(id).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(payment(id).hash())
                .isEqualTo(payment(id).attempts().getFirst().hash());
        node.allow();
        mine(5);
        await().until(() -> payment(id).status() == PaymentStatus.FINALIZED);
        assertThat(received()).isEqualTo(AMOUNT);
    }

    @Test
    void aCancelBeyondTheWindowIsSentInItsTurn() {
        WalletKey wallet = begin(Map.of("dapp.chains.local.max-in-flight-per-account", "1"));
        List<UUID> ids = List.of(accept(wallet), accept(wallet), accept(wallet));
        await().until(() -> pooled(payment(ids.getFirst()).attempts().getFirst()));

        replace(ids.get(1), new Wish.Cancel());
        replace(ids.get(2), FASTER);
        for (UUID id : ids) {
            await().until(() -> pooled(payment(id).attempts().getLast()));
            world.mine();
        }

        await().until(() -> payment(ids.get(2)).status() == PaymentStatus.CONFIRMED);
        assertThat(payment(ids.get(1)).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(received()).isEqualTo(2 * AMOUNT);
    }

    @Test
    void afterACancelOnlyTheCancelIsRaised() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        replace(id, new Wish.Cancel());

        refused(() -> replace(id, FASTER), PaymentError.NOT_REPLACEABLE);
        replace(id, new Wish.Cancel());
        assertThat(payment(id).attempts()).hasSize(2);

        assertThat(core.get(Replacements.class).replace(id, 2, new Wish.Overdue(), () -> {}))
                .isTrue();
        assertThat(core.get(Replacements.class).replace(id, 2, new Wish.Overdue(), () -> {}))
                .as("whoever is late")
                .isFalse();
        assertThat(payment(id).attempts())
                .extracting(Attempt::kind)
                .containsExactly(AttemptKind.SEND, AttemptKind.CANCEL, AttemptKind.CANCEL);
    }

    @Test
    void whatIsMinedOrSomebodyElsesIsNotReplaced() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);

        refused(() -> core.get(Replacements.class).replace(UUID.randomUUID(), id, FASTER, null), CommonError.NOT_FOUND);
        world.mine();
        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        refused(() -> replace(id, FASTER), PaymentError.NOT_REPLACEABLE);
        refused(() -> replace(id, new Wish.Cancel()), PaymentError.NOT_REPLACEABLE);
    }

    @Test
    void anOwnOfferBelowAnEighthMoreIsTooLow() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);

        refused(
                () -> replace(id, new Wish.Offer(Wei.of(3 * GWEI), Wei.of(GWEI * 9 / 8 - 1))),
                PaymentError.FEE_TOO_LOW);
        replace(id, new Wish.Offer(Wei.of(3 * GWEI), Wei.of(GWEI * 9 / 8)));

        assertThat(payment(id).attempts().getLast().maxFeePerGas()).isEqualTo(Wei.of(3 * GWEI));
    }

    @Test
    void moreThanTheAccountHoldsIsRefusedAndNothingRecorded() {
        WalletKey wallet = begin(Map.of(), CoreInstance.maxCost(AMOUNT) + 10);
        UUID id = sent(wallet);

        refused(() -> replace(id, new Wish.Offer(Wei.of(3 * GWEI), Wei.of(2 * GWEI))), PaymentError.INSUFFICIENT_FUNDS);

        assertThat(payment(id).attempts()).hasSize(1);
        assertThat(payment(id).version()).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirst() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        IdempotencyKey key = new IdempotencyKey(owner, "POST speed-up " + id, "key", new Bytes(new byte[32]));

        StoredAnswer first = core.get(Replacements.class).replace(owner, id, FASTER, key);
        StoredAnswer again = core.get(Replacements.class).replace(owner, id, FASTER, key);

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(payment(id).attempts()).hasSize(2);
    }

    @Test
    void ofManyAtTheSameTimeEachStandsOnTheOneBefore() throws Exception {
        WalletKey wallet = begin(Map.of("dapp.replacing.retries", "20"));
        UUID id = sent(wallet);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoredAnswer>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(threads.submit(() -> replace(id, FASTER)));
            }
            for (Future<StoredAnswer> one : all) {
                one.get();
            }
        }

        List<Attempt> attempts = payment(id).attempts();
        assertThat(attempts).hasSize(7);
        for (int i = 1; i < attempts.size(); i++) {
            assertThat(Objects.requireNonNull(attempts.get(i).maxFeePerGas()).value())
                    .isGreaterThanOrEqualTo(RaisedFees.least(
                            Objects.requireNonNull(attempts.get(i - 1).maxFeePerGas())));
        }
        assertThat(new HashSet<>(attempts.stream().map(Attempt::hash).toList())).hasSize(7);
        await().until(() -> pooled(attempts.getLast()));
        world.mine();
        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(received()).isEqualTo(AMOUNT);
    }

    @Test
    void whatHoldsUpALineOffersMoreByItselfButOnlyWhileTheChainMakesBlocks() throws Exception {
        WalletKey wallet = begin(Map.of("dapp.chains.local.replace-after", "10ms"));
        UUID id = sent(wallet);
        UUID behind = sent(wallet);

        look();
        assertThat(payment(id).attempts()).hasSize(1);

        aBlockTooDearFor();
        look();

        for (UUID one : List.of(id, behind)) {
            assertThat(payment(one).attempts()).hasSize(2);
            await().until(() -> pooled(payment(one).attempts().getLast()));
        }
        world.mine();
        await().until(() -> payment(behind).status() == PaymentStatus.CONFIRMED);
        assertThat(received()).isEqualTo(2 * AMOUNT);
    }

    @Test
    void byItselfNothingGoesBeyondTheOwnersMaximumOrTheChainsCeiling() throws Exception {
        WalletKey wallet = begin(Map.of("dapp.chains.local.replace-after", "10ms"));
        UUID id = sent(wallet);
        set(id, "fee_limit = 2100000000");
        aBlockTooDearFor();

        look();
        assertThat(payment(id).attempts()).hasSize(1);

        set(id, "fee_limit = 2300000000, replace_at = null");
        look();
        assertThat(payment(id).attempts()).hasSize(2);
        assertThat(payment(id).attempts().getLast().maxFeePerGas()).isEqualTo(Wei.of(2_300_000_000L));
    }

    @Test
    void whatHasExpiredIsCancelled() throws Exception {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        set(id, "valid_until = clock_timestamp()");

        look();
        await().until(() -> pooled(payment(id).attempts().getLast()));
        mine(6);

        await().until(() -> payment(id).status() == PaymentStatus.FAILED);
        assertThat(payment(id).reason()).isEqualTo("expired");
        assertThat(received()).isZero();
    }

    @Test
    void aRemoteKeyThatHangsHoldsUpNeitherALookNorWhatIsSignedHere() throws Exception {
        WalletKey first = begin(Map.of("dapp.replacing.concurrent-remote", "2"), ETHER, FollowWithRemoteKeys.class);
        RemoteKeys.Remote signer = core.get(RemoteKeys.Remote.class);
        WalletKey second = known(world.wallet(core, ETHER));
        WalletKey third = known(world.wallet(core, ETHER));
        WalletKey local = known(signer.createLocal());
        world.fund(local.address(), ETHER);
        // No block is made from here on.
        List<UUID> remote = List.of(sent(first), sent(first), sent(second), sent(third));
        UUID here = sent(local);
        CountDownLatch goOn = new CountDownLatch(1);
        signer.meanwhile(goOn::await);
        remote.forEach(id -> set(id, "valid_until = clock_timestamp() - interval '1 h'"));
        set(here, "valid_until = clock_timestamp()");

        look();

        assertThat(newest(here).kind()).isEqualTo(AttemptKind.CANCEL);
        await().until(() -> signer.rounds() == 2);
        look();
        assertThat(signer.rounds()).isEqualTo(2);
        assertThat(remote).allMatch(id -> payment(id).attempts().size() == 1);

        goOn.countDown();
        for (UUID id : remote) {
            await().until(() -> {
                look();
                return newest(id).kind() == AttemptKind.CANCEL;
            });
        }
        assertThat(remote).allMatch(id -> payment(id).attempts().size() == 2);
    }

    @Test
    void aRemoteKeyThatIsAwayIsAskedOnceForAllOfItsPayments() throws Exception {
        WalletKey wallet = begin(Map.of(), ETHER, FollowWithRemoteKeys.class);
        List<UUID> ids = List.of(sent(wallet), sent(wallet), sent(wallet));
        RemoteKeys.Remote signer = core.get(RemoteKeys.Remote.class);
        signer.meanwhile(() -> {
            throw new SignerUnavailableException("away", null);
        });
        ids.forEach(id -> set(id, "valid_until = clock_timestamp()"));

        look();

        await().until(() -> world.jdbc()
                        .sql("select count(*) from payment where replace_at > clock_timestamp()")
                        .query(Long.class)
                        .single()
                == 3);
        look();
        assertThat(signer.rounds()).isEqualTo(1);
    }

    @Test
    void aRaiseStaysWithinTheWalletsLimitsAndPassesAPauseAsACancelDoes() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        policy(wallet, new Policy(null, Wei.of(CoreInstance.maxCost(AMOUNT)), null, null, false));

        refused(() -> replace(id, FASTER), PaymentError.POLICY_DENIED);
        policy(wallet, new Policy(null, null, null, null, true));
        replace(id, FASTER);
        replace(id, new Wish.Cancel());

        assertThat(payment(id).attempts())
                .extracting(Attempt::kind)
                .containsExactly(AttemptKind.SEND, AttemptKind.SPEED_UP, AttemptKind.CANCEL);
    }

    private void policy(WalletKey wallet, Policy policy) {
        core.get(Policies.class).store(wallet.address(), policy);
    }

    @Test
    void whatExpiredBeforeItWasSentIsNeverSent() throws Exception {
        WalletKey wallet = begin(Map.of());
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.BEFORE);
        UUID id = accept(wallet);
        set(id, "valid_until = clock_timestamp()");
        world.jdbc().sql("update attempt set sent_at = null").update();
        node.allow();

        look();
        await().until(() -> pooled(payment(id).attempts().getLast()));
        assertThat(payment(id).attempts().getLast().kind()).isEqualTo(AttemptKind.CANCEL);
        world.mine();

        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(payment(id).outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void whatCannotBeReplacedNowStandsBehindTheOthers() throws Exception {
        WalletKey dear = begin(Map.of("dapp.replacing.at-once", "1"));
        UUID first = sent(dear);
        WalletKey rich = world.wallet(core, ETHER);
        new WalletStore(world.jdbc()).insert(owner, null, rich);
        UUID second = sent(rich);
        set(first, "valid_until = clock_timestamp() - interval '1 hour'");
        world.jdbc()
                .sql("update attempt set max_fee_per_gas = 1e15 where payment_id = ?")
                .param(first)
                .update();
        set(second, "valid_until = clock_timestamp()");

        look();
        look();

        assertThat(payment(second).attempts()).hasSize(2);
        assertThat(payment(first).attempts()).hasSize(1);
    }

    @Test
    void whatStandsAtTheChainsCeilingIsCancelledAStepAboveItAndNoFurther() throws Exception {
        WalletKey wallet = begin(
                Map.of("dapp.chains.local.max-fee-ceiling", "2000000000", "dapp.chains.local.replace-after", "10ms"));
        UUID id = sent(wallet);
        refused(() -> replace(id, FASTER), PaymentError.NOT_REPLACEABLE);

        replace(id, new Wish.Cancel());

        assertThat(newest(id).maxFeePerGas()).isEqualTo(Wei.of(2_250_000_000L));
        await().until(() -> pooled(newest(id)));
        aBlockTooDearFor();
        look();
        assertThat(payment(id).attempts()).hasSize(2);
    }

    @Test
    void aCancelOffersNoMoreThanItsAccountCanPay() {
        long gas = 21_000;
        long spare = 1_000_000_000_000L * 9;
        WalletKey wallet = begin(Map.of(), CoreInstance.maxCost(AMOUNT) + spare);
        UUID id = sent(wallet);
        aBlockTooDearFor();
        refused(() -> replace(id, FASTER), PaymentError.INSUFFICIENT_FUNDS);

        replace(id, new Wish.Cancel());

        assertThat(newest(id).maxFeePerGas()).isEqualTo(Wei.of((CoreInstance.maxCost(AMOUNT) + spare) / gas));
    }

    @Test
    void aCancelIsRaisedHoweverOftenItsPaymentWasBefore() throws Exception {
        WalletKey wallet =
                begin(Map.of("dapp.chains.local.replace-after", "10ms", "dapp.chains.local.max-attempts", "2"));
        UUID id = sent(wallet);
        for (int i = 0; i < 4; i++) {
            replace(id, FASTER);
        }
        replace(id, new Wish.Cancel());
        for (int cancels = 1; cancels <= 3; cancels++) {
            Attempt cancel = newest(id);
            await().until(() -> given(id, cancel));
            aBlockTooDearFor(10_000 * GWEI);
            look();
        }

        assertThat(payment(id).attempts())
                .extracting(Attempt::kind)
                .filteredOn(AttemptKind.CANCEL::equals)
                .hasSize(2);
    }

    @Test
    void whatIsBeingSentCountsAsSent() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        await().until(() -> !lent());
        world.jdbc()
                .sql(
                        "update account set lease_owner = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 h'")
                .update();
        world.jdbc().sql("update attempt set sent_at = null").update();

        replace(id, new Wish.Cancel());

        assertThat(newest(id).maxFeePerGas())
                .isGreaterThanOrEqualTo(new Wei(RaisedFees.least(
                        Objects.requireNonNull(payment(id).attempts().getFirst().maxFeePerGas()))));
    }

    @Test
    void whatABlockTookWasNotRefused() {
        WalletKey wallet = begin(Map.of());
        UUID id = sent(wallet);
        set(id, "refused_at = clock_timestamp() - interval '1 h', refused_why = 'never'");

        world.mine();

        await().until(() -> payment(id).status() == PaymentStatus.CONFIRMED);
        assertThat(world.jdbc()
                        .sql("select refused_at is null and refused_why is null from payment where id = ?")
                        .param(id)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    private Attempt newest(UUID id) {
        return payment(id).attempts().getLast();
    }

    private boolean lent() {
        return world.jdbc()
                .sql("select exists (select from account where lease_owner is not null)")
                .query(Boolean.class)
                .single();
    }

    private boolean given(UUID id, Attempt attempt) {
        return world.jdbc()
                .sql("select sent_at is not null from attempt where payment_id = ? and hash = ?")
                .param(id)
                .param(attempt.hash().bytes())
                .query(Boolean.class)
                .single();
    }

    private WalletKey begin(Map<String, String> properties) {
        return begin(properties, ETHER);
    }

    private WalletKey known(WalletKey wallet) {
        new WalletStore(world.jdbc()).insert(owner, null, wallet);
        return wallet;
    }

    private WalletKey begin(Map<String, String> properties, long wei) {
        return begin(properties, wei, Follow.class);
    }

    private WalletKey begin(Map<String, String> properties, long wei, Class<?> beans) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("dapp.chains.local.nodes[0].http-url", PaymentWorld.httpUrl(node));
        all.put("dapp.chains.local.poll-interval", "20ms");
        all.put("dapp.follow.lease", "2s");
        all.put("dapp.follow.renew-every", "100ms");
        all.put("dapp.sending.backoff", "50ms");
        core = world.instance(all, beans);
        return known(world.wallet(core, wei));
    }

    private UUID accept(WalletKey wallet) {
        PaymentOrder order = CoreInstance.transfer(owner, wallet, AMOUNT);
        core.get(NonceLine.class).accept(PaymentRequest.of(order, null));
        return order.id();
    }

    private UUID sent(WalletKey wallet) {
        UUID id = accept(wallet);
        await().until(() -> pooled(payment(id).attempts().getFirst()));
        await().until(() -> world.jdbc()
                .sql("select acknowledged_by is not null from attempt where payment_id = ?")
                .param(id)
                .query(Boolean.class)
                .single());
        return id;
    }

    private StoredAnswer replace(UUID id, Wish wish) {
        return core.get(Replacements.class).replace(owner, id, wish, null);
    }

    private void look() throws InterruptedException {
        Chain chain = core.get(Chains.class).require(CoreInstance.CHAIN);
        core.get(OverduePayments.class).replace(chain, () -> {});
    }

    /** Its base fee is above what payments here offer; the next one's is not above what the market asks then. */
    private void aBlockTooDearFor() {
        aBlockTooDearFor(10 * GWEI);
    }

    private void aBlockTooDearFor(long wei) {
        world.node().rpc().call("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(wei));
        world.node().rpc().call("evm_increaseTime", 3600);
        world.mine();
    }

    private void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            world.mine();
        }
    }

    private void set(UUID id, String assignment) {
        world.jdbc()
                .sql("update payment set " + assignment + " where id = ?")
                .param(id)
                .update();
    }

    private Payment payment(UUID id) {
        return core.get(PaymentStore.class).find(id).orElseThrow();
    }

    private boolean pooled(Attempt attempt) {
        return !world.node()
                .rpc()
                .call("eth_getTransactionByHash", attempt.hash().toString())
                .isNull();
    }

    private long received() {
        String balance = world.node()
                .rpc()
                .call("eth_getBalance", RECIPIENT.toString(), "latest")
                .asString();
        return new BigInteger(balance.substring(2), 16).longValueExact();
    }

    private List<String> told(UUID id) {
        return world.jdbc()
                .sql("select type || ' ' || version from event where topic = 'transactions' and key = ? order by id")
                .param(id.toString())
                .query(String.class)
                .list();
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }
}

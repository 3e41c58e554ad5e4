package io.dapp.transaction.core.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountSenderTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final String URL = "dapp.chains.local.nodes[0].http-url";
    private static final Map<String, String> SHORT_LEASE = Map.of(
            "dapp.sending.lease", "2s",
            "dapp.sending.turn-wait", "500ms",
            "dapp.sending.backoff", "50ms",
            "dapp.chains.local.call-timeout", "1s");

    private final UUID owner = UUID.randomUUID();
    private PaymentWorld world;

    @BeforeEach
    void start() {
        world = new PaymentWorld();
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void whatIsAcceptedReachesTheNodeAndTheLeaseIsFreeAgain() {
        CoreInstance instance = world.instance();
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 3);

        await().untilAsserted(() -> assertThat(inPool(wallet)).isEqualTo(3));
        await().untilAsserted(() -> assertThat(unacknowledged(wallet)).isZero());
        await().until(() -> leaseIsFree(wallet));
    }

    @Test
    void onlyTheWindowIsInThePoolAndTheRestFollowsAsItMoves() {
        CoreInstance instance = world.instance(Map.of("dapp.chains.local.max-in-flight-per-account", "4"));
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 10);
        await().until(() -> leaseIsFree(wallet));
        assertThat(acknowledgedNonces(wallet)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(inPool(wallet)).isEqualTo(4);

        for (long mined = 4; mined <= 8; mined += 4) {
            world.mine();
            confirmBelow(wallet, mined);
            instance.get(AccountSender.class).kick(CoreInstance.CHAIN, wallet.address());
            long expected = Math.min(10, mined + 4);
            await().untilAsserted(() -> assertThat(acknowledgedNonces(wallet)).hasSize((int) expected));
        }

        assertThat(acknowledgedNonces(wallet))
                .isEqualTo(LongStream.range(0, 10).boxed().toList());
    }

    @Test
    void aNodeThatIsAwayAtTheSendGetsItWhenItIsBack() {
        TcpProxy node = world.nodeProxy();
        CoreInstance instance = world.instance(Map.of(
                URL,
                PaymentWorld.httpUrl(node),
                "dapp.sending.backoff",
                "50ms",
                "dapp.sending.backoff-at-most",
                "100ms"));
        WalletKey wallet = world.wallet(instance, ETHER);
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.BEFORE);

        accept(instance, wallet, 5);
        await().until(() -> failures(wallet) > 0);
        assertThat(inPool(wallet)).isZero();

        node.allow();
        sweepUntilSent(instance, wallet);
        assertThat(inPool(wallet)).isEqualTo(5);
    }

    @Test
    void anAnswerThatWasLostIsNoAcknowledgementAndTheSameBytesAreSentAgain() {
        TcpProxy node = world.nodeProxy();
        CoreInstance instance = world.instance(Map.of(
                URL,
                PaymentWorld.httpUrl(node),
                "dapp.sending.backoff",
                "50ms",
                "dapp.sending.backoff-at-most",
                "100ms"));
        WalletKey wallet = world.wallet(instance, ETHER);
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.AFTER);

        accept(instance, wallet, 5);
        await().until(() -> failures(wallet) > 0);
        assertThat(unacknowledged(wallet)).isEqualTo(5);
        await().until(() -> inPool(wallet) > 0);

        node.allow();
        sweepUntilSent(instance, wallet);
        assertThat(inPool(wallet)).isEqualTo(5);
    }

    @Test
    void aHolderFrozenPastItsLeaseWritesNothing() {
        TcpProxy node = world.nodeProxy();
        CoreInstance holder = world.instance(Map.of(
                URL,
                PaymentWorld.httpUrl(node),
                "dapp.sending.lease",
                "65s",
                "dapp.chains.local.call-timeout",
                "60s",
                "dapp.chains.local.poll-interval",
                "60s"));
        CoreInstance other = world.instance(SHORT_LEASE);
        WalletKey wallet = world.wallet(holder, ETHER);
        accept(holder, wallet, 1);
        await().until(() -> leaseIsFree(wallet));

        node.freezeOn("eth_sendRawTransaction");
        accept(holder, wallet, 2);
        await().until(() -> node.held() > 0);
        long epoch = epoch(wallet);
        world.jdbc()
                .sql("update account set lease_until = clock_timestamp(), send_at = clock_timestamp()")
                .update();

        sweepUntilSent(other, wallet);
        assertThat(epoch(wallet)).isGreaterThan(epoch);
        List<Map<String, Object>> written = rows(wallet);

        node.thaw();
        await().until(() -> node.held() == 0);
        holder.close();
        assertThat(rows(wallet)).isEqualTo(written);
    }

    @Test
    void anotherNodeGetsTheWholeWindowAgain() {
        CoreInstance instance = world.instance();
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 5);
        await().untilAsserted(() -> assertThat(unacknowledged(wallet)).isZero());
        instance.close();

        TcpProxy proxy = world.nodeProxy();
        CoreInstance second = world.instance(
                Map.of(URL, "http://127.0.0.1:1", "dapp.chains.local.nodes[1].http-url", PaymentWorld.httpUrl(proxy)));
        due(wallet);
        second.get(AccountSender.class).sweep(CoreInstance.CHAIN);

        String node =
                second.get(Chains.class).require(CoreInstance.CHAIN).node().id();
        await().untilAsserted(() -> {
            assertThat(acknowledgedBy(wallet)).containsExactly(node);
            assertThat(unacknowledged(wallet)).isZero();
        });
        assertThat(sendNode(wallet)).isEqualTo(node);
    }

    @Test
    void theWindowStaysWithItsNodeWhoeverSendsWhileThatCanBeUsed() {
        String direct = world.node().httpUrl().toString();
        String proxied = PaymentWorld.httpUrl(world.nodeProxy());
        CoreInstance one = world.instance(Map.of(URL, direct, "dapp.chains.local.nodes[1].http-url", proxied));
        CoreInstance other = world.instance(Map.of(URL, proxied, "dapp.chains.local.nodes[1].http-url", direct));
        WalletKey wallet = world.wallet(one, ETHER);
        accept(one, wallet, 2);
        await().until(() -> leaseIsFree(wallet));
        String node = sendNode(wallet);
        List<Map<String, Object>> sent = acknowledgements(wallet);

        accept(other, wallet, 2);
        await().untilAsserted(() -> assertThat(acknowledgedNonces(wallet)).hasSize(4));

        assertThat(sendNode(wallet)).isEqualTo(node);
        assertThat(acknowledgedBy(wallet)).containsExactly(node);
        assertThat(acknowledgements(wallet).subList(0, 2)).isEqualTo(sent);
    }

    @Test
    void aPaymentAcceptedDuringAPauseLeavesThePauseAsItIs() {
        TcpProxy node = world.nodeProxy();
        CoreInstance instance = world.instance(Map.of(
                URL, PaymentWorld.httpUrl(node), "dapp.sending.backoff", "1h", "dapp.sending.backoff-at-most", "1h"));
        WalletKey wallet = world.wallet(instance, ETHER);
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.BEFORE);
        accept(instance, wallet, 1);
        await().until(() -> failures(wallet) > 0 && leaseIsFree(wallet));
        node.allow();
        List<Object> before = pause(wallet);

        accept(instance, wallet, 1);

        assertThat(pause(wallet)).isEqualTo(before);
        due(wallet);
        sweepUntilSent(instance, wallet);
        assertThat(inPool(wallet)).isEqualTo(2);
    }

    @Test
    void anAccountThatIsKickedAllTheTimeLetsOthersHaveTheirTurn() throws Exception {
        CoreInstance instance = world.instance(Map.of("dapp.sending.rounds", "1"));
        AccountSender sender = instance.get(AccountSender.class);
        WalletKey busy = world.wallet(instance, ETHER);
        WalletKey patient = world.wallet(instance, ETHER);
        accept(instance, busy, 1);
        AtomicBoolean end = new AtomicBoolean();
        Thread kicks = Thread.startVirtualThread(() -> {
            while (!end.get()) {
                sender.kick(CoreInstance.CHAIN, busy.address());
            }
        });
        try {
            accept(instance, patient, 1);
            await().until(() -> unacknowledged(patient) == 0);
        } finally {
            end.set(true);
            kicks.join();
        }
    }

    @Test
    void anAccountThatGetsNoTurnInTimeIsLeftToAnotherProcess() {
        TcpProxy node = world.nodeProxy();
        CoreInstance busy = world.instance(Map.of(
                URL,
                PaymentWorld.httpUrl(node),
                "dapp.sending.rounds",
                "1",
                "dapp.sending.turn-wait",
                "200ms",
                "dapp.sending.lease",
                "65s",
                "dapp.chains.local.call-timeout",
                "60s",
                "dapp.chains.local.poll-interval",
                "60s"));
        CoreInstance other = world.instance();
        WalletKey stuck = world.wallet(busy, ETHER);
        WalletKey patient = world.wallet(busy, ETHER);
        // What acceptance asks of the node is known by now, and is not held up.
        accept(busy, patient, 1);
        await().until(() -> unacknowledged(patient) == 0 && leaseIsFree(patient));
        node.freezeOn("eth_sendRawTransaction");
        accept(busy, stuck, 1);
        await().until(() -> node.held() > 0);

        accept(busy, patient, 1);
        await().until(() -> leaseIsFree(patient));
        assertThat(unacknowledged(patient)).isEqualTo(1);

        sweepUntilSent(other, patient);
        node.thaw();
    }

    @Test
    void aLeaseThatABusyHolderWouldOutliveIsRefusedAtTheStart() {
        assertThatThrownBy(() -> world.instance(Map.of("dapp.sending.lease", "7s")))
                .rootCause()
                .hasMessageContaining("dapp.sending.lease must be longer");
    }

    @Test
    void whatAPoolHasForgottenIsSentAgainWhenTheLowestIsOverdue() {
        CoreInstance instance = world.instance();
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 3);
        await().untilAsserted(() -> assertThat(unacknowledged(wallet)).isZero());
        await().until(() -> leaseIsFree(wallet));
        world.node().rpc().call("anvil_dropAllTransactions");
        assertThat(inPool(wallet)).isZero();

        // Only the lowest has waited too long.
        world.jdbc().sql("""
                        update attempt set acknowledged_at = acknowledged_at - interval '1 hour'
                         where payment_id = (select id from payment where nonce = 0)
                        """).update();
        world.jdbc()
                .sql("update account set lowest_since = lowest_since - interval '1 hour'")
                .update();
        due(wallet);
        instance.get(AccountSender.class).sweep(CoreInstance.CHAIN);

        await().untilAsserted(() -> assertThat(inPool(wallet)).isEqualTo(3));
    }

    @Test
    void aPaymentIsNotOverdueBeforeItHasBeenTheLowestForLong() {
        CoreInstance instance = world.instance();
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 3);
        await().untilAsserted(() -> assertThat(unacknowledged(wallet)).isZero());
        await().until(() -> leaseIsFree(wallet));
        world.jdbc()
                .sql("update attempt set acknowledged_at = acknowledged_at - interval '1 hour'")
                .update();
        world.jdbc()
                .sql("update account set lowest_since = lowest_since - interval '1 hour'")
                .update();
        world.mine();
        confirmBelow(wallet, 1);
        List<Map<String, Object>> sent = acknowledgements(wallet);
        long epoch = epoch(wallet);
        due(wallet);

        instance.get(AccountSender.class).sweep(CoreInstance.CHAIN);
        await().until(() -> epoch(wallet) > epoch && leaseIsFree(wallet));

        assertThat(acknowledgements(wallet)).isEqualTo(sent);
    }

    @Test
    void aNonceThatSomethingElseUsedIsNotedAsSuchAndTheNextOneIsSent() {
        CoreInstance instance = world.instance();
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 1);
        await().until(() -> leaseIsFree(wallet));
        world.node().rpc().call("anvil_dropAllTransactions");
        world.node().rpc().call("anvil_setNonce", wallet.address().toString(), "0x1");
        world.mine();
        world.jdbc().sql("update attempt set acknowledged_by = null").update();

        accept(instance, wallet, 1);
        await().untilAsserted(() -> assertThat(unacknowledged(wallet)).isZero());

        assertThat(answers(wallet)).containsExactly("nonce_too_low", "");
        assertThat(inPool(wallet)).isEqualTo(1);
    }

    @Test
    void aLeaseOfADeadHolderRunsOutAndASweepGoesOn() {
        CoreInstance instance = world.instance(SHORT_LEASE);
        WalletKey wallet = world.wallet(instance, ETHER);
        accept(instance, wallet, 1);
        await().until(() -> leaseIsFree(wallet));
        world.jdbc()
                .sql("update attempt set acknowledged_by = null, acknowledged_at = null")
                .update();
        world.jdbc()
                .sql("update account set lease_owner = gen_random_uuid(), lease_epoch = lease_epoch + 1,"
                        + " lease_until = clock_timestamp() + interval '1 s',"
                        + " send_at = clock_timestamp() + interval '1 s'")
                .update();

        assertThat(instance.get(AccountSender.class).sweep(CoreInstance.CHAIN)).isZero();
        sweepUntilSent(instance, wallet);
    }

    private void accept(CoreInstance instance, WalletKey wallet, int payments) {
        for (int i = 0; i < payments; i++) {
            // A send that was cut makes its node suspect until it has been asked again; a refusal records nothing.
            await().ignoreExceptionsMatching(ChainUnavailableException.class::isInstance)
                    .until(() ->
                            instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, null)) != null);
        }
    }

    private void sweepUntilSent(CoreInstance instance, WalletKey wallet) {
        await().until(() -> {
            instance.get(AccountSender.class).sweep(CoreInstance.CHAIN);
            return unacknowledged(wallet) == 0;
        });
        await().until(() -> leaseIsFree(wallet));
    }

    private long inPool(WalletKey wallet) {
        return number("eth_getTransactionCount", wallet, "pending")
                - number("eth_getTransactionCount", wallet, "latest");
    }

    private long number(String method, WalletKey wallet, String at) {
        String hex =
                world.node().rpc().call(method, wallet.address().toString(), at).asString();
        return Long.parseLong(hex.substring(2), 16);
    }

    private void due(WalletKey wallet) {
        world.jdbc()
                .sql("update account set send_at = clock_timestamp() where address = ?")
                .param(wallet.address().bytes())
                .update();
    }

    private void confirmBelow(WalletKey wallet, long nonce) {
        world.jdbc()
                .sql("update payment set status = 'confirmed', outcome = 'success', block_number = 1, block_hash = ?,"
                        + " updated_at = clock_timestamp()"
                        + " where sender = ? and nonce < ? and status = 'pending'")
                .param(new byte[32])
                .param(wallet.address().bytes())
                .param(nonce)
                .update();
    }

    private long unacknowledged(WalletKey wallet) {
        return one(
                wallet,
                "select count(*) from payment p join attempt a on a.payment_id = p.id"
                        + " where p.sender = ? and a.acknowledged_by is null");
    }

    private long failures(WalletKey wallet) {
        return one(wallet, "select send_failures from account where address = ?");
    }

    private long epoch(WalletKey wallet) {
        return one(wallet, "select lease_epoch from account where address = ?");
    }

    private @Nullable String sendNode(WalletKey wallet) {
        return world.jdbc()
                .sql("select send_node from account where address = ?")
                .param(wallet.address().bytes())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** When an account goes on, and all that says that nobody has taken its lease. */
    private List<Object> pause(WalletKey wallet) {
        return List.copyOf(world.jdbc()
                .sql("select send_at::text, lease_epoch, send_failures from account where address = ?")
                .param(wallet.address().bytes())
                .query()
                .singleRow()
                .values());
    }

    private List<String> answers(WalletKey wallet) {
        return world.jdbc()
                .sql("select coalesce(a.last_answer, '') from payment p join attempt a on a.payment_id = p.id"
                        + " where p.sender = ? order by p.nonce")
                .param(wallet.address().bytes())
                .query(String.class)
                .list();
    }

    private List<Map<String, Object>> acknowledgements(WalletKey wallet) {
        return world.jdbc()
                .sql("select p.nonce, a.acknowledged_at::text, a.acknowledged_by from payment p"
                        + " join attempt a on a.payment_id = p.id where p.sender = ? order by p.nonce")
                .param(wallet.address().bytes())
                .query()
                .listOfRows();
    }

    private boolean leaseIsFree(WalletKey wallet) {
        return one(wallet, "select count(*) from account where lease_owner is null and address = ?") == 1;
    }

    private long one(WalletKey wallet, String sql) {
        return world.jdbc()
                .sql(sql)
                .param(wallet.address().bytes())
                .query(Long.class)
                .single();
    }

    private List<Long> acknowledgedNonces(WalletKey wallet) {
        return new ArrayList<>(world.jdbc()
                .sql("select p.nonce from payment p join attempt a on a.payment_id = p.id"
                        + " where p.sender = ? and a.acknowledged_by is not null order by p.nonce")
                .param(wallet.address().bytes())
                .query(Long.class)
                .list());
    }

    private List<String> acknowledgedBy(WalletKey wallet) {
        return world.jdbc()
                .sql("select distinct a.acknowledged_by from payment p join attempt a on a.payment_id = p.id"
                        + " where p.sender = ? and a.acknowledged_by is not null")
                .param(wallet.address().bytes())
                .query(String.class)
                .list();
    }

    private List<Map<String, Object>> rows(WalletKey wallet) {
        return world.jdbc()
                .sql("select p.nonce, a.sent_at::text, a.acknowledged_at::text, a.acknowledged_by, c.lease_epoch,"
                        + " c.lease_owner, c.send_at::text, c.send_failures"
                        + " from payment p join attempt a on a.payment_id = p.id"
                        + " join account c on c.address = p.sender where p.sender = ? order by p.nonce")
                .param(wallet.address().bytes())
                .query()
                .listOfRows();
    }
}

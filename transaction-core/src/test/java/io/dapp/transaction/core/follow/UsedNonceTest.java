package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.web3j.crypto.Hash;

class UsedNonceTest {
    private static final Address ELSEWHERE = Address.parse("0x00000000000000000000000000000000000000bb");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPaymentWhoseNonceAFinalBlockUsedForSomethingElseFailsAndTheLineGoesOnAboveAllUsedNonces() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID replaced = world.accept(0);
        useElsewhere(0);
        useElsewhere(1);
        world.mine(1);
        assertThat(takenIn(replaced)).isEqualTo(1);
        assertThat(world.payment(replaced).version()).as("nothing is told yet").isEqualTo(1);
        world.mine(4);
        assertThat(world.payment(replaced).status()).isEqualTo(PaymentStatus.PENDING);
        world.mine(1);

        Payment failed = world.payment(replaced);
        assertThat(failed.status()).isEqualTo(PaymentStatus.FAILED);
        assertThat(failed.reason()).isEqualTo("replaced");
        assertThat(failed.block()).isNull();
        assertThat(world.told(replaced)).containsExactly("transaction.pending 1", "transaction.failed 2");
        assertThat(nextNonce()).isEqualTo(2);
        UUID next = world.accept(nextNonce());
        world.send(worker);
        world.mine(6);
        assertThat(world.payment(next).status()).isEqualTo(PaymentStatus.FINALIZED);
    }

    @Test
    void aReorgGivesANonceBack() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        useElsewhere(0);
        world.mine(2);
        assertThat(takenIn(id)).isEqualTo(1);

        world.anvil.reorg(2, List.of(List.of(world.raw(id), 0)));
        world.awaitStatus(id, PaymentStatus.CONFIRMED);
        assertThat(takenIn(id)).as("no block").isEqualTo(-1);
        world.mine(6);

        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(worker.isRunning()).isTrue();
    }

    @Test
    void whatGetsItsNonceBackIsSentAgainThoughANodeHadItOnce() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.anvil.rpc().call("anvil_dropTransaction", world.payment(id).hash().toString());
        useElsewhere(0);
        world.mine(1);
        assertThat(takenIn(id)).isEqualTo(1);

        world.anvil.rpc().call("anvil_reorg", 1, List.of());
        world.mine(2);
        World.await("the nonce to be free", () -> takenIn(id) == -1);
        World.await("it to be mined", () -> {
            world.mine(1);
            return world.payment(id).status() == PaymentStatus.CONFIRMED;
        });
    }

    @Test
    void aNonceThatNoTransactionUsedEndsItsPaymentWhenItIsOverdueAndFinal() {
        ConfigurableApplicationContext worker =
                world.worker("dapp.follow.used-nonces-every=50ms", "dapp.chains.test.rebroadcast-after=1s");
        world.awaitCursor();
        UUID replaced = world.accept(0);
        UUID next = world.accept(3);
        // As an authorisation does: no transaction of this account carries these nonces.
        world.anvil.rpc().call("anvil_setNonce", world.account.toString(), "0x3");
        world.send(worker);
        world.mine(1);
        assertThat(world.payment(replaced).status()).isEqualTo(PaymentStatus.PENDING);
        world.mine(6);

        world.awaitStatus(replaced, PaymentStatus.FAILED);
        assertThat(world.payment(replaced).reason()).isEqualTo("replaced");
        assertThat(world.told(replaced)).containsExactly("transaction.pending 1", "transaction.failed 2");
        world.awaitStatus(next, PaymentStatus.FINALIZED);
        assertThat(nextNonce()).isEqualTo(4);
    }

    @Test
    void theBlockThatUsedANonceIsFoundWhateverUsedIt() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        world.mine(3);
        UUID ours = world.accept(0);
        world.send(worker);
        world.mine(9);
        useElsewhere(1);
        world.mine(2);
        world.anvil.rpc().call("anvil_setNonce", world.account.toString(), "0x5");
        world.mine(8);
        Node node = worker.getBean(Chains.class).first().node();
        World.await("the head", () -> node.head().number() == 22);
        NonceSearch search = new NonceSearch(node, node.head().ref());

        assertThat(search.count(world.account)).isEqualTo(5);
        Block first = search.usedIn(world.account, 0);
        assertThat(first.header().number()).isEqualTo(4);
        assertThat(first.transactions())
                .extracting(transaction -> transaction.hash())
                .contains(world.payment(ours).hash());
        assertThat(search.usedIn(world.account, 1).header().number()).isEqualTo(13);
        assertThat(search.usedIn(world.account, 1).transactions())
                .extracting(transaction -> transaction.nonce())
                .containsExactly(new Nonce(1));
        assertThat(search.usedIn(world.account, 4).transactions()).isEmpty();
        search.confirm();
        world.anvil.reorg(2, List.of());
        assertThatThrownBy(search::confirm).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void aMinedPaymentWhoseReceiptItsNodeHasDroppedIsNotCalledReplacedAndIsFoundInItsBlock() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        UUID id = world.accept(0);
        world.anvil.rpc().call("eth_sendRawTransaction", world.raw(id));
        world.anvil.mine(40);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.receiptsDropped = true;
            ConfigurableApplicationContext worker = world.workerAt(
                    node.url(),
                    "dapp.follow.walked-at-most=5",
                    "dapp.follow.used-nonces-every=50ms",
                    "dapp.follow.used-nonces-at-most=200ms",
                    "dapp.chains.test.rebroadcast-after=1s");
            world.awaitCursor();
            world.send(worker);
            World.await("several looks", () -> node.counted.get() > 50);
            assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING);

            node.receiptsDropped = false;
            world.awaitStatus(id, PaymentStatus.FINALIZED);
            assertThat(world.told(id))
                    .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        }
    }

    @Test
    void whereNoNodeHoldsTheStateThatTellsItsReceiptsDoOnceItKeepsThem() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        UUID mined = world.accept(0);
        UUID replaced = world.accept(1);
        world.anvil.rpc().call("eth_sendRawTransaction", world.raw(mined));
        world.anvil.mine(1);
        world.anvil.rpc().call("anvil_setNonce", world.account.toString(), "0x2");
        world.anvil.mine(40);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.statesFrom = 34;
            node.receiptsDropped = true;
            ConfigurableApplicationContext worker = world.workerAt(
                    node.url(),
                    "dapp.follow.walked-at-most=5",
                    "dapp.follow.used-nonces-every=50ms",
                    "dapp.follow.used-nonces-at-most=200ms",
                    "dapp.chains.test.rebroadcast-after=1s");
            world.awaitCursor();
            world.send(worker);
            World.await("several looks", () -> node.counted.get() > 50);
            assertThat(world.payment(mined).status()).isEqualTo(PaymentStatus.PENDING);
            assertThat(world.payment(replaced).status()).isEqualTo(PaymentStatus.PENDING);

            node.receiptsDropped = false;
            world.awaitStatus(mined, PaymentStatus.FINALIZED);
            world.awaitStatus(replaced, PaymentStatus.FAILED);
            assertThat(world.payment(replaced).reason()).isEqualTo("replaced");
            assertThat(world.told(mined))
                    .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        }
    }

    @Test
    void aReceiptThatANodeRefusesToTellIsNoReceiptThatIsNotThere() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        TalkingContract somebodyElse = new TalkingContract(world);
        somebodyElse.say(1);
        world.anvil.mine(1);
        UUID mined = world.accept(0);
        String raw = world.raw(mined);
        world.anvil.rpc().call("eth_sendRawTransaction", raw);
        world.anvil.mine(40);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.statesFrom = 34;
            // The long absence finds nothing; then only this one is refused, and the receipt of an older one is told
            // with it.
            node.receiptsDropped = true;
            ConfigurableApplicationContext worker = world.workerAt(
                    node.url(),
                    "dapp.follow.walked-at-most=5",
                    "dapp.follow.used-nonces-every=50ms",
                    "dapp.follow.used-nonces-at-most=200ms",
                    "dapp.chains.test.rebroadcast-after=1s");
            world.awaitCursor();
            node.receiptRefused = world.payment(mined).hash().toString();
            node.receiptsDropped = false;
            world.send(worker);
            World.await("several looks", () -> node.receiptsRefused.get() > 3);
            assertThat(world.payment(mined).status()).isEqualTo(PaymentStatus.PENDING);

            node.receiptRefused = null;
            world.awaitStatus(mined, PaymentStatus.FINALIZED);
            assertThat(world.told(mined))
                    .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        }
    }

    @Test
    void blocksAreWalkedAfterALongAbsenceWhereANodeRefusesAReceipt() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        UUID mined = world.accept(0);
        world.anvil.rpc().call("eth_sendRawTransaction", world.raw(mined));
        world.anvil.mine(40);
        UUID open = world.accept(1);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.receiptRefused = world.payment(open).hash().toString();
            world.workerAt(node.url(), "dapp.follow.walked-at-most=5", "dapp.follow.blocks-at-once=4");
            world.awaitCursor();
            world.awaitStatus(mined, PaymentStatus.FINALIZED);

            assertThat(world.payment(open).status()).isEqualTo(PaymentStatus.PENDING);
            assertThat(node.receiptsRefused).hasPositiveValue();
        }
    }

    @Test
    void whatCannotBeToldIsReportedAndTakesNoTurnsFromOthersAndNoTimeFromBlocks() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        world.anvil.mine(1);
        world.anvil.rpc().call("anvil_setNonce", world.account.toString(), "0x3");
        world.anvil.mine(40);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.statesFrom = 34;
            ConfigurableApplicationContext worker = world.workerAt(
                    node.url(),
                    "dapp.follow.walked-at-most=5",
                    "dapp.follow.used-nonces-every=50ms",
                    "dapp.follow.used-nonces-within=1ms",
                    "dapp.follow.used-nonces-at-most=1h",
                    "dapp.chains.test.rebroadcast-after=100ms");
            world.awaitCursor();
            // Signed elsewhere, it may be older than its record: that it has no receipt says nothing.
            List<UUID> outside = List.of(outside(0), outside(1), outside(2));
            World.await("all to be looked into", () -> world.follower(worker).undecided() == 3);
            assertThat(worker.getBean(MeterRegistry.class)
                            .get("dapp.payments.undecided")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            outside.forEach(id -> assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING));

            node.countsTake = Duration.ofSeconds(5);
            UUID hanging = outside(0);
            int counted = node.counted.get();
            World.await("one to be looked into", () -> node.asked.get() > counted);
            world.mine(2);
            assertThat(world.follower(worker).undecided()).isEqualTo(3);
            assertThat(world.payment(hanging).status()).isEqualTo(PaymentStatus.PENDING);

            node.countsTake = Duration.ZERO;
            node.statesFrom = 0;
            world.awaitStatus(hanging, PaymentStatus.FAILED);
        }
    }

    /** As one that a node had shown, and shows no more. */
    private UUID outside(long nonce) {
        UUID id = UUID.randomUUID();
        byte[] hash = Hash.sha3(id.toString().getBytes(StandardCharsets.UTF_8));
        world.sql
                .sql("""
                        with p as (
                            insert into payment (id, kind, owner_id, chain_id, sender, recipient, amount, native_value,
                                                 nonce, status, version, hash, created_at, updated_at)
                            values (:id, 'tracked', :id, 31337, :sender, null, 1, 1, :nonce, 'pending', 1, :hash,
                                    clock_timestamp(), clock_timestamp())),
                        a as (
                            insert into attempt (payment_id, ordinal, chain_id, kind, hash, last_answer, created_at)
                            values (:id, 1, 31337, 'send', :hash, 'unknown', clock_timestamp())),
                        e as (
                            insert into event (topic, key, type, version, data)
                            values ('transactions', :id::text, 'transaction.pending', 1,
                                    json_build_object('status', 'pending', 'updated_at', clock_timestamp())))
                        insert into outside_payment (payment_id, chain_id, deadline, look_at)
                        values (:id, 31337, clock_timestamp() + interval '1 hour', clock_timestamp())
                        """)
                .param("id", id)
                .param("sender", world.account.bytes())
                .param("nonce", nonce)
                .param("hash", hash)
                .update();
        return id;
    }

    private void useElsewhere(long nonce) {
        String raw = "0x" + HexFormat.of().formatHex(world.signed(nonce, ELSEWHERE));
        world.anvil.rpc().call("eth_sendRawTransaction", raw);
    }

    private long takenIn(UUID id) {
        return world.sql
                .sql("select coalesce(nonce_taken_number, -1) from payment where id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    private long nextNonce() {
        return world.sql.sql("select next_nonce from account").query(Long.class).single();
    }
}

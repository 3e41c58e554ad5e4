package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/** What was signed elsewhere is followed as payments are, and holds none of them up. */
class OutsideFollowingTest {
    private static final String SOON = "dapp.outside.look-again-after=20ms";
    private static final Address OTHER = Address.parse("0x00000000000000000000000000000000000000bb");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void bytesAreSentAndWhatBecomesOfThemIsTold() {
        world.worker(SOON);
        world.awaitCursor();
        byte[] raw = world.signed(0, World.RECIPIENT);
        UUID id = record("raw", raw, true);
        awaitPool(raw);
        world.mine(1);
        world.awaitStatus(id, PaymentStatus.CONFIRMED);
        world.mine(5);
        world.awaitStatus(id, PaymentStatus.FINALIZED);

        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(world.confirmationsTold(id)).containsExactly(1L, 6L);
    }

    @Test
    void aHashThatNobodyHasShownIsFollowedOnceItIsMinedWhoeverRecordedIt() {
        world.worker(SOON);
        world.awaitCursor();
        byte[] raw = world.signed(0, World.RECIPIENT);
        UUID one = record("tracked", raw, false);
        UUID other = record("tracked", raw, false);
        world.mine(1);
        assertThat(world.payment(one).sender()).isNull();

        give(raw);
        world.mine(1);
        for (UUID id : List.of(one, other)) {
            world.awaitStatus(id, PaymentStatus.CONFIRMED);
            Payment payment = world.payment(id);
            assertThat(payment.sender()).isEqualTo(world.account);
            assertThat(payment.recipient()).isEqualTo(World.RECIPIENT);
            assertThat(Objects.requireNonNull(payment.nonce()).value()).isZero();
        }
        world.mine(5);
        world.awaitStatus(one, PaymentStatus.FINALIZED);
        world.awaitStatus(other, PaymentStatus.FINALIZED);
    }

    @Test
    void whatIsMinedAndFinalBeforeItIsRecordedIsFoundByItsReceipt() {
        world.worker(SOON, "dapp.follow.held-below-final=0");
        world.awaitCursor();
        byte[] raw = world.signed(0, World.RECIPIENT);
        give(raw);
        world.mine(12);
        UUID id = record("tracked", raw, false);

        world.awaitStatus(id, PaymentStatus.FINALIZED);
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
    }

    @Test
    void ofSeveralWithOneNonceTheMinedOneWinsAndTheRestAreReplaced() {
        world.worker(SOON);
        world.awaitCursor();
        byte[] raw = world.signed(0, World.RECIPIENT);
        byte[] rival = world.signed(0, OTHER);
        UUID mined = record("raw", raw, true);
        awaitPool(raw);
        UUID lost = record("raw", rival, true);
        world.mine(1);
        world.awaitStatus(mined, PaymentStatus.CONFIRMED);
        assertThat(world.payment(lost).status()).isEqualTo(PaymentStatus.PENDING);
        world.mine(5);

        world.awaitStatus(mined, PaymentStatus.FINALIZED);
        world.awaitStatus(lost, PaymentStatus.FAILED);
        assertThat(world.payment(lost).reason()).isEqualTo("replaced");
    }

    @Test
    void aReorgThatDropsItIsToldOnceAndItIsSentAgain() {
        world.worker(SOON);
        world.awaitCursor();
        byte[] raw = world.signed(0, World.RECIPIENT);
        UUID id = record("raw", raw, true);
        awaitPool(raw);
        world.mine(1);
        world.awaitStatus(id, PaymentStatus.CONFIRMED);

        world.anvil.rpc().call("anvil_reorg", 1, List.of());
        world.mine(2);
        World.await("the reorg", () -> world.told(id).contains("transaction.reorged 3"));
        World.await("it is confirmed again", () -> {
            world.mine(1);
            return world.payment(id).status() == PaymentStatus.FINALIZED;
        });

        assertThat(world.told(id).stream().filter(one -> one.startsWith("transaction.reorged")))
                .hasSize(1);
        assertThat(world.told(id)).last().asString().startsWith("transaction.finalized");
    }

    @Test
    void aHashThatANodeRefusesToTellOfHoldsUpNoOther() {
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            world.workerAt(node.url(), SOON);
            world.awaitCursor();
            byte[] refused = world.signed(5, OTHER);
            byte[] raw = world.signed(0, World.RECIPIENT);
            node.receiptRefused = TransactionHash.of(Hash.sha3(refused)).toString();
            UUID held = record("tracked", refused, false);
            UUID sent = record("raw", raw, true);
            awaitPool(raw);
            world.mine(1);
            world.awaitStatus(sent, PaymentStatus.CONFIRMED);

            assertThat(world.payment(held).status()).isEqualTo(PaymentStatus.PENDING);
            assertThat(node.receiptsRefused).hasPositiveValue();
        }
    }

    @Test
    void whatNobodyKnowsIsNotFoundAtItsDeadlineAndNotBefore() {
        world.worker(SOON);
        world.awaitCursor();
        UUID id = record("tracked", world.signed(7, World.RECIPIENT), false);
        world.mine(3);
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING);

        world.sql
                .sql(
                        "update outside_payment set deadline = clock_timestamp(), look_at = clock_timestamp() where payment_id = ?")
                .param(id)
                .update();
        world.awaitStatus(id, PaymentStatus.FAILED);
        assertThat(world.payment(id).reason()).isEqualTo("not_found");
        assertThat(world.told(id)).containsExactly("transaction.pending 1", "transaction.failed 2");
    }

    /** As {@code OutsideRecords} would. */
    private UUID record(String kind, byte[] raw, boolean known) {
        UUID id = UUID.randomUUID();
        byte[] hash = Hash.sha3(raw);
        world.sql
                .sql("""
                        with p as (
                            insert into payment (id, kind, owner_id, chain_id, sender, recipient, amount, native_value,
                                                 nonce, status, version, hash, created_at, updated_at)
                            values (:id, :kind, :owner, 31337, :sender, null, :amount, :amount, :nonce, 'pending', 1,
                                    :hash, clock_timestamp(), clock_timestamp())),
                        a as (
                            insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw, created_at)
                            values (:id, 1, 31337, 'send', :hash, :raw, clock_timestamp())),
                        e as (
                            insert into event (topic, key, type, version, data)
                            values ('transactions', :id::text, 'transaction.pending', 1,
                                    json_build_object('status', 'pending', 'updated_at', clock_timestamp())))
                        insert into outside_payment (payment_id, chain_id, deadline, look_at)
                        values (:id, 31337, case when :kind = 'tracked' then clock_timestamp() + interval '1 hour' end,
                                clock_timestamp())
                        """)
                .param("id", id)
                .param("kind", kind)
                .param("owner", UUID.randomUUID())
                .param("sender", known ? world.account.bytes() : null)
                .param("amount", known ? 1 : null)
                .param("nonce", known ? 0 : null)
                .param("hash", hash)
                .param("raw", kind.equals("raw") ? raw : null)
                .update();
        return id;
    }

    private void give(byte[] raw) {
        world.anvil.rpc().call("eth_sendRawTransaction", "0x" + HexFormat.of().formatHex(raw));
    }

    private void awaitPool(byte[] raw) {
        String hash = TransactionHash.of(Hash.sha3(raw)).toString();
        World.await("the node has " + hash, () -> {
            @Nullable Object shown = world.anvil.rpc().call("eth_getTransactionByHash", hash);
            return shown != null && !String.valueOf(shown).equals("null");
        });
    }
}

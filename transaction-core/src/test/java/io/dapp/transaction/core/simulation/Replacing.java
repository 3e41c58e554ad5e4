package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import io.dapp.transaction.core.simulation.ModelPayment.Attempted;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Somebody raises or cancels a payment: signed first, then recorded where its newest attempt is still the one read. */
final class Replacing {
    private final World world;
    private final Dice dice;
    private final Requests requests;
    private final Invariants invariants;
    private final Actions actions;
    private long signed;

    Replacing(World world, Dice dice, Requests requests, Invariants invariants, Actions actions) {
        this.world = world;
        this.dice = dice;
        this.requests = requests;
        this.invariants = invariants;
        this.actions = actions;
    }

    void replace(ModelProcess process) {
        ModelDatabase database = world.database();
        List<ModelPayment> pending = database.pending();
        if (pending.isEmpty()) {
            return;
        }
        ModelPayment read = dice.oneOf(pending);
        int newest = read.attempts.size();
        boolean cancel = cancelled(read) || dice.oneIn(3);
        long fee = Requests.FEE * (newest + 1) * 2;
        long amount = cancel
                ? 0
                : Objects.requireNonNull(read.payment.amount()).value().longValueExact();
        TransactionHash hash = TransactionHash.of(
                ByteBuffer.allocate(32).putLong(-2).putLong(++signed).array());
        Bytes raw = new Bytes(hash.bytes());
        world.sign(raw, new Tx(hash, read.nonce(), amount + Requests.GAS * fee / 2, fee));
        BlockRef block = database.position.cursor();
        Mined view = Objects.requireNonNull(world.chain().at(block));
        world.meanwhile("replacing, signed");
        ModelPayment now = database.payments().stream()
                .filter(one -> one.id().equals(read.id()))
                .findFirst()
                .orElseThrow();
        BigInteger cost = BigInteger.valueOf(amount + Requests.GAS * fee).max(now.maxCost);
        BigInteger left = BigInteger.valueOf(view.balance())
                .subtract(actions.reserved(block.number()))
                .subtract(cost.subtract(now.maxCost));
        boolean unchanged = now.pending() && now.nonceTaken == null && now.attempts.size() == newest;
        boolean asRead = unchanged || database.bugged(Bug.REPLACED_AS_READ);
        boolean affordable = left.signum() >= 0 || database.bugged(Bug.RAISED_BEYOND_THE_FUNDS);
        if (!asRead || !affordable || !database.position.holds(block) || dice.oneIn(20)) {
            return;
        }
        record(now, new Attempted(hash, raw), cancel, fee, cost);
        world.meanwhile("replacing, after the COMMIT");
        if (requests.of(now.id()) != null && process.sender.due(database.account)) {
            actions.turn(process, null);
        }
    }

    private static boolean cancelled(ModelPayment payment) {
        return payment.payment.attempts().getLast().kind() == AttemptKind.CANCEL;
    }

    private void record(ModelPayment row, Attempted attempt, boolean cancel, long fee, BigInteger cost) {
        ModelDatabase database = world.database();
        row.payment = row.payment.attemptedAgain(
                new Attempt(
                        attempt.hash,
                        cancel ? AttemptKind.CANCEL : AttemptKind.SPEED_UP,
                        Wei.of(fee),
                        Wei.of(fee),
                        null),
                cancel ? "cancelled" : null,
                Instant.EPOCH);
        row.attempts.add(attempt);
        row.maxCost = cost;
        row.updatedAt = database.now();
        ModelAccount account = database.row();
        account.sendAt = database.now();
        invariants.told(List.of(PaymentEvents.changed(row.payment, PaymentChange.REPLACED, 0, World.CONFIRMATIONS)));
    }
}

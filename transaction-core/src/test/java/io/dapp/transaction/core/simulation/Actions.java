package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.line.SimulatedAllocation;
import io.dapp.transaction.core.line.SimulatedAllocation.Decided;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.sending.SendLease;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** What may happen. */
final class Actions {
    private static final long LEASE = 8_000;

    private final World world;
    private final Dice dice;
    private final Requests requests;
    private final Invariants invariants;
    private final Following following;
    private long highest;

    Actions(World world, Dice dice, Requests requests, Invariants invariants) {
        this.world = world;
        this.dice = dice;
        this.requests = requests;
        this.invariants = invariants;
        this.following = new Following(world, dice, invariants);
    }

    /** Callers ask a process; it decides in one transaction, answers, and sends. */
    void submit(ModelProcess process) {
        List<Request> batch = requests.some(!world.calm());
        if (batch.isEmpty()) {
            return;
        }
        ModelDatabase database = world.database();
        BlockRef block = database.position.cursor();
        Mined view = Objects.requireNonNull(world.chain().at(block));
        world.meanwhile("accepting, before the transaction");
        boolean undone = !world.calm() && dice.oneIn(20);
        if (!database.position.holds(block)) {
            return;
        }
        Runnable back = undone ? database.savepoint() : null;
        Decided decided = decide(batch, view);
        Optional<SendLease> lease = decided.payments().isEmpty() ? Optional.empty() : write(process, decided, undone);
        if (back != null) {
            back.run();
            database.reach("accepting, the COMMIT undone");
            return;
        }
        world.meanwhile("accepting, after the COMMIT");
        for (int i = 0; i < batch.size(); i++) {
            UUID answer = decided.answers().get(i);
            Request request = batch.get(i);
            request.refused = answer == null && request.accepted == null;
            request.accepted = answer == null ? request.accepted : answer;
        }
        lease.ifPresent(one -> turn(process, one));
    }

    private Decided decide(List<Request> batch, Mined view) {
        ModelDatabase database = world.database();
        List<Stored> known = batch.stream()
                .map(request -> request.key)
                .distinct()
                .flatMap(key ->
                        Optional.ofNullable(database.answers.get(key)).map(answer -> new Stored(key, answer)).stream())
                .toList();
        return SimulatedAllocation.decide(
                requests.signer(),
                database.row().nextNonce,
                reserved(view.header().number()),
                view.header().ref(),
                view.balance(),
                batch.stream().map(requests::order).toList(),
                known);
    }

    BigInteger reserved(long number) {
        return world.database().payments().stream()
                .filter(payment -> {
                    BlockRef block = payment.payment.block();
                    boolean later = block != null && block.number() > number;
                    return payment.pending() || (later && !world.database().bugged(Bug.SPENT_TWICE));
                })
                .map(payment -> payment.maxCost)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private Optional<SendLease> write(ModelProcess process, Decided decided, boolean undone) {
        ModelDatabase database = world.database();
        ModelAccount row = database.row();
        Tx first = null;
        for (NewPayment payment : decided.payments()) {
            Request request =
                    Objects.requireNonNull(requests.of(payment.payment().id()));
            Tx transaction = new Tx(
                    payment.payment().hash(),
                    Objects.requireNonNull(payment.payment().nonce()).value(),
                    Requests.cost(request),
                    Requests.FEE);
            world.sign(payment.raw(), transaction);
            first = first == null ? transaction : first;
            database.insert(new ModelPayment(payment, database.now()));
            if (!undone) {
                invariants.told(PaymentEvents.accepted(payment.payment(), World.CONFIRMATIONS));
            }
        }
        if (!undone && !database.bugged(Bug.KEY_FORGOTTEN)) {
            decided.stored().forEach(stored -> database.answers.put(stored.key(), stored.answer()));
        }
        row.nextNonce = database.bugged(Bug.NONCE_GIVEN_TWICE) && dice.oneIn(8) ? row.nextNonce : decided.next();
        if (database.bugged(Bug.SENT_BEFORE_THE_COMMIT) && undone && first != null) {
            world.nodes().getFirst().take(first);
        }
        boolean free = row.leaseIsFree(database.now())
                && (row.sendFailures == 0 || row.sendAt == null || row.sendAt <= database.now());
        if (!free) {
            row.sendAt = row.sendFailures > 0 && row.sendAt != null
                    ? Long.valueOf(Math.max(row.sendAt, database.now()))
                    : Long.valueOf(database.now());
            return Optional.empty();
        }
        if (database.bugged(Bug.NEVER_DUE)) {
            return Optional.empty();
        }
        row.leaseOwner = process.id;
        row.leaseEpoch++;
        row.leaseUntil = database.now() + LEASE;
        row.sendAt = row.leaseUntil;
        return Optional.of(new SendLease(database.account, row.leaseEpoch));
    }

    /** A process looks whether there is something to send. */
    void sweep(ModelProcess process) {
        SendLease unfinished = process.unfinished;
        if (unfinished != null || process.sender.due(world.database().account)) {
            turn(process, unfinished);
        }
    }

    void turn(ModelProcess process, @Nullable SendLease held) {
        process.unfinished = null;
        try {
            process.unfinished =
                    process.sender.send(world.database().account, held).orElse(null);
        } catch (TransactionSystemException lost) {
            // Reported; the lease runs out and a sweep goes on.
        }
    }

    void follow(ModelProcess process) {
        if (following.step(process)) {
            turn(process, null);
        }
    }

    void mine() {
        world.chain().mine(candidates(List.of()), 0);
        highest = Math.max(highest, world.chain().head().header().number());
    }

    /** The newest blocks are replaced, never one that some follower may call final. */
    void reorg(int deepest) {
        long number = world.chain().head().header().number();
        long atMost = Math.min(deepest, number - (highest - World.CONFIRMATIONS + 1));
        int depth = (int) Math.min(atMost, number);
        if (depth < 1) {
            return;
        }
        List<Tx> dropped = world.chain().drop(depth);
        boolean kept = dice.oneIn(2);
        for (int i = depth + dice.upTo(1); i > 0; i--) {
            world.chain().mine(dice.oneIn(2) ? candidates(dropped) : List.of(), 0);
        }
        if (kept) {
            ModelNode node = dice.oneOf(world.nodes());
            dropped.forEach(one -> node.pool.putIfAbsent(one.nonce(), one));
        }
        highest = Math.max(highest, world.chain().head().header().number());
    }

    /** Something with the same key is mined: what of ours has its nonce never will be. */
    void useNonceElsewhere() {
        long nonce = world.chain().head().count();
        if (nonce < world.database().row().nextNonce) {
            byte[] hash = ByteBuffer.allocate(32).putLong(-1).putLong(nonce).array();
            world.chain().mine(List.of(new Tx(TransactionHash.of(hash), nonce, 0, 1_000 * Requests.FEE)), 0);
            highest = Math.max(highest, world.chain().head().header().number());
        }
    }

    /** What any node has, in nonce order. */
    private List<Tx> candidates(List<Tx> more) {
        TreeMap<Long, Tx> byNonce = new TreeMap<>();
        more.forEach(one -> byNonce.put(one.nonce(), one));
        for (ModelNode node : world.nodes()) {
            if (!node.away) {
                node.candidates().forEach(one -> byNonce.putIfAbsent(one.nonce(), one));
            }
        }
        return new ArrayList<>(byNonce.values());
    }
}

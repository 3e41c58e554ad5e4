package io.dapp.transaction.core.simulation;

import static io.dapp.transaction.core.simulation.Broken.unless;

import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.common.event.Event;
import io.dapp.transaction.core.record.Outcome;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.TimelineEntry;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import io.dapp.transaction.core.simulation.ModelPayment.Attempted;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be true after every step, and once nothing goes wrong any more. */
final class Invariants {
    private final ModelDatabase database;
    private final ModelChain chain;
    private final Requests requests;
    private final Map<UUID, Payment> ended = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Set<String> seen = new TreeSet<>();
    private final Map<String, Set<TransactionHash>> given = new HashMap<>();

    Invariants(ModelDatabase database, ModelChain chain, Requests requests) {
        this.database = database;
        this.chain = chain;
        this.requests = requests;
    }

    /** Nodes have only what is committed. */
    void recorded(Tx transaction) {
        unless(
                database.payments().stream().anyMatch(payment -> payment.has(transaction.hash())),
                () -> "a node has what is not recorded: " + transaction);
    }

    /** Versions rise one by one. */
    void told(List<Event> events) {
        for (Event event : events) {
            seen.add(event.type());
            Long version = event.version();
            if (version != null) {
                long before = versions.merge(event.key(), version, (old, now) -> now == old + 1 ? now : -1);
                unless(before > 0, () -> "version " + version + " of " + event.key() + " was told out of turn");
            }
        }
    }

    /** A node was given this. */
    void given(String node, Tx transaction) {
        given.computeIfAbsent(node, id -> new HashSet<>()).add(transaction.hash());
    }

    private void acknowledged(Attempted attempt) {
        String node = attempt.acknowledgedBy;
        if (node != null) {
            unless(node.equals(database.row().sendNode), "acknowledged by a node that does not have the window");
            unless(given.getOrDefault(node, Set.of()).contains(attempt.hash), "acknowledged what was never given");
        }
    }

    private @Nullable Mined holder(ModelPayment row) {
        for (Attempted attempt : row.attempts) {
            Mined holder = chain.holder(attempt.hash);
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    void hold() {
        chain.head().transactions().stream().filter(one -> one.cost() > 0).forEach(this::recorded);
        Set<Request> paid = new HashSet<>();
        Set<UUID> recorded = new HashSet<>();
        long expected = 0;
        BigInteger spoken = BigInteger.ZERO;
        long dearer = 0;
        for (ModelPayment row : database.payments()) {
            Payment payment = row.payment;
            long due = expected++;
            unless(row.nonce() == due, () -> "nonce " + row.nonce() + " where " + due + " is due");
            unless(paid.add(requests.of(row.id())), "two payments for one request");
            recorded.add(row.id());
            Mined holder = holder(row);
            if (holder == null && payment.status() != PaymentStatus.FAILED) {
                spoken = spoken.add(need(row));
            }
            dearer += dearer(row, holder);
            agrees(payment, holder);
            if (row.pending()) {
                row.attempts.forEach(this::acknowledged);
            }
        }
        unless(expected == database.row().nextNonce, () -> "the line is at " + database.row().nextNonce);
        for (Request request : requests.all()) {
            unless(request.accepted == null || recorded.contains(request.accepted), "an accepted payment is forgotten");
        }
        BigInteger had = BigInteger.valueOf(chain.head().balance() + dearer);
        boolean enough = had.compareTo(spoken) >= 0;
        unless(enough, () -> "more was admitted than there is: " + chain.head().balance() + " for " + lines());
    }

    /**
     * What a payment took beyond what it first was in a block for: one that a reorg dropped may be mined again by an
     * attempt that offers more, after what was left over the first time has been promised to others. Those then wait for
     * funds.
     */
    private static long dearer(ModelPayment row, @Nullable Mined holder) {
        List<PaymentStatus> past = row.payment.timeline().stream()
                .map(TimelineEntry::status)
                .dropWhile(status -> status != PaymentStatus.CONFIRMED)
                .toList();
        if (holder == null || !past.contains(PaymentStatus.PENDING)) {
            return 0;
        }
        return holder.transactions().stream()
                .filter(one -> row.has(one.hash()))
                .mapToLong(one -> Math.max(0, one.cost() - Requests.GAS * Requests.FEE))
                .sum();
    }

    private List<String> lines() {
        return database.payments().stream()
                .map(row -> {
                    Mined holder = holder(row);
                    return "nonce " + row.nonce() + " " + row.payment.status() + " " + row.attempts.size()
                            + " attempts, at most " + row.maxCost + ", in "
                            + (holder == null ? "no block" : holder.transactions());
                })
                .toList();
    }

    /**
     * What it may still take of the account. Once it was in a block its fee is known and what was left over was free to
     * be spent: a reorg does not change that.
     */
    private BigInteger need(ModelPayment row) {
        boolean known = row.payment.timeline().stream().anyMatch(entry -> entry.status() == PaymentStatus.CONFIRMED);
        return known ? BigInteger.valueOf(Requests.GAS * Requests.FEE) : row.maxCost;
    }

    private void agrees(Payment payment, @Nullable Mined holder) {
        BlockRef block = payment.block();
        if (block != null && database.position.holds(block)) {
            Mined held = chain.at(block);
            unless(
                    held != null
                            && held.transactions().stream()
                                    .anyMatch(one -> one.hash().equals(payment.hash())),
                    "the record names a block that does not hold the payment");
        }
        unless(
                payment.status() != PaymentStatus.CONFIRMED || (block != null && database.position.holds(block)),
                "confirmed in a block that is not held");
        if (payment.status() == PaymentStatus.FINALIZED) {
            unless(holder != null && holder.header().ref().equals(block), "final and not on the chain");
        }
        boolean over = payment.status() == PaymentStatus.FINALIZED || payment.status() == PaymentStatus.FAILED;
        Payment before = over ? ended.putIfAbsent(payment.id(), payment) : ended.get(payment.id());
        unless(before == null || before.equals(payment), "changed after its end");
    }

    /** What has happened to payments, and how they ended. */
    Set<String> seen() {
        database.payments().forEach(row -> {
            String attempt = row.attempts.getLast().hash.equals(row.payment.hash()) ? "newest" : "older";
            seen.add(row.payment.status().code() + " " + row.payment.reason() + " "
                    + (row.attempts.size() > 1 ? attempt : "only"));
        });
        return seen;
    }

    /** Whether everything that was asked for is decided, and over. */
    boolean over() {
        return requests.all().stream().noneMatch(Request::open)
                && database.payments().stream().allMatch(row -> ended.containsKey(row.id()));
    }

    void holdAtTheEnd() {
        hold();
        unless(over(), "not everything has come to its end");
        for (ModelPayment row : database.payments()) {
            boolean paid = row.payment.status() == PaymentStatus.FINALIZED;
            boolean cancelled = row.payment.outcome() == Outcome.CANCELLED;
            unless((paid || cancelled) == (holder(row) != null), "record and chain differ at the end");
            unless(
                    paid
                            || cancelled
                            || ("replaced".equals(row.payment.reason())
                                    && chain.head().count() > row.nonce()),
                    "failed for no reason");
        }
    }
}

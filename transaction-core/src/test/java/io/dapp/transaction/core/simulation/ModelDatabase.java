package io.dapp.transaction.core.simulation;

import io.dapp.transaction.core.follow.SimulatedPosition;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One account's rows in memory, with transactions that are whole or not at all, one after the other. */
final class ModelDatabase {
    final AccountKey account;
    final @Nullable Bug bug;
    private ModelAccount row = new ModelAccount();
    private TreeMap<Long, List<ModelPayment>> line = new TreeMap<>();
    private @Nullable List<ModelPayment> inOrder;
    private long now = 1_000_000;
    private final Set<String> reached = new HashSet<>();
    final Map<IdempotencyKey, StoredAnswer> answers = new HashMap<>();

    @Nullable
    UUID follower;

    long followerEpoch;
    long followerUntil;
    SimulatedPosition position;

    ModelDatabase(AccountKey account, SimulatedPosition position, @Nullable Bug bug) {
        this.account = account;
        this.position = position;
        this.bug = bug;
    }

    long now() {
        return now;
    }

    /** Something that schedules are for has happened. */
    void reach(String what) {
        reached.add(what);
    }

    Set<String> reached() {
        return reached;
    }

    void pass(long millis) {
        now += millis;
    }

    ModelAccount row() {
        return row;
    }

    /** By nonce; more than one at a nonce only where a rule is broken. */
    List<ModelPayment> payments() {
        List<ModelPayment> all = inOrder;
        if (all == null) {
            List<ModelPayment> read = new ArrayList<>(line.size());
            line.values().forEach(read::addAll);
            inOrder = Collections.unmodifiableList(read);
            return read;
        }
        return all;
    }

    List<ModelPayment> pending() {
        List<ModelPayment> pending = new ArrayList<>();
        for (ModelPayment payment : payments()) {
            if (payment.pending()) {
                pending.add(payment);
            }
        }
        return pending;
    }

    /** Nothing of the pending ones counts as acknowledged any more. */
    void forgetAcknowledgements() {
        pending().forEach(payment -> payment.attempts.forEach(attempt -> attempt.acknowledgedBy = null));
    }

    void insert(ModelPayment payment) {
        inOrder = null;
        line.computeIfAbsent(payment.nonce(), nonce -> new ArrayList<>(1)).add(payment);
    }

    boolean bugged(Bug one) {
        return bug == one;
    }

    /** What is there now, to come back to when a transaction is undone. */
    Runnable savepoint() {
        ModelAccount rowBefore = row.copy();
        TreeMap<Long, List<ModelPayment>> lineBefore = new TreeMap<>();
        line.forEach((nonce, payments) -> lineBefore.put(
                nonce, new ArrayList<>(payments.stream().map(ModelPayment::copy).toList())));
        return () -> {
            row = rowBefore;
            line = lineBefore;
            inOrder = null;
        };
    }
}

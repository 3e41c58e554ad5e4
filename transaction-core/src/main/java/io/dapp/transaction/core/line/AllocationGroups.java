package io.dapp.transaction.core.line;

import io.dapp.transaction.core.line.AllocationTransaction.Decision;
import io.dapp.transaction.core.record.AccountKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets accounts whose submissions are prepared at the same time share a transaction. Whoever comes while all groups are
 * under way waits for the next; where a group fails, each of its accounts is tried alone, so that none fails for another.
 */
final class AllocationGroups {
    private static final Logger log = LoggerFactory.getLogger(AllocationGroups.class);

    private final AllocationTransaction body;
    private final TransactionTemplate transaction;
    private final int concurrent;
    private final int accounts;
    private final int payments;
    private final Deque<Member> waiting = new ArrayDeque<>();
    private int underWay;

    private record Member(Prepared prepared, CompletableFuture<Decision> decision) {}

    AllocationGroups(AllocationTransaction body, TransactionTemplate transaction, LineSettings settings) {
        this.body = body;
        this.transaction = transaction;
        this.concurrent = settings.concurrentGroups();
        this.accounts = settings.accountsPerGroup();
        this.payments = settings.paymentsPerGroup();
    }

    /**
     * Decides about one account's submissions.
     *
     * @throws StaleException when they were prepared for something that has changed; nothing is written
     * @throws LostCommitException when it is not known whether what was decided is committed
     * @throws io.dapp.common.problem.ProblemException {@code service_unavailable}: nothing is written
     */
    Decision decide(Prepared prepared) {
        Member mine = new Member(prepared, new CompletableFuture<>());
        if (lead(mine)) {
            List<Member> group = next();
            while (!group.isEmpty()) {
                run(group);
                group = mine.decision().isDone() ? handOver() : next();
            }
        }
        try {
            return mine.decision().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private synchronized boolean lead(Member member) {
        waiting.add(member);
        boolean lead = underWay < concurrent;
        underWay += lead ? 1 : 0;
        return lead;
    }

    /** Whoever has his own answer leaves those that wait to a thread of their own. */
    private synchronized List<Member> handOver() {
        if (waiting.isEmpty()) {
            underWay--;
        } else {
            Thread.ofVirtual().name("allocate").start(() -> {
                List<Member> group = next();
                while (!group.isEmpty()) {
                    run(group);
                    group = next();
                }
            });
        }
        return List.of();
    }

    private synchronized List<Member> next() {
        List<Member> group = new ArrayList<>();
        int taken = 0;
        while (!waiting.isEmpty() && group.size() < accounts && taken < payments) {
            Member member = waiting.remove();
            taken += member.prepared().batch().size();
            group.add(member);
        }
        if (group.isEmpty()) {
            underWay--;
        }
        return group;
    }

    private void run(List<Member> group) {
        try {
            decide(group);
        } catch (Error e) {
            group.forEach(member -> member.decision().completeExceptionally(e));
        } catch (RuntimeException e) {
            if (group.size() == 1) {
                group.getFirst().decision().completeExceptionally(e);
            } else {
                log.debug("{} accounts are tried one by one", group.size(), e);
                group.forEach(member -> run(List.of(member)));
            }
        }
    }

    private void decide(List<Member> group) {
        List<Prepared> all = group.stream().map(Member::prepared).toList();
        Map<AccountKey, StaleException> stale = new HashMap<>();
        AtomicReference<@Nullable Map<AccountKey, Decision>> decided = new AtomicReference<>();
        try {
            transaction.executeWithoutResult(status -> {
                all.forEach(one -> one.batch().deadline().check());
                Map<AccountKey, Decision> decisions = body.run(status, all, stale);
                // Whoever was stopped in the middle may have callers who were told that they cannot know.
                all.forEach(one -> one.batch().deadline().check());
                decided.set(decisions);
            });
        } catch (RuntimeException e) {
            Map<AccountKey, Decision> decisions = decided.get();
            if (decisions == null) {
                throw e instanceof TransactionException ? neverCommitted(e) : e;
            }
            group.forEach(member -> lost(member, decisions, stale, e));
            return;
        }
        Map<AccountKey, Decision> decisions = decided.get();
        group.forEach(member -> tell(member, decisions, stale));
    }

    private static void tell(
            Member member, @Nullable Map<AccountKey, Decision> decisions, Map<AccountKey, StaleException> stale) {
        Decision decision =
                decisions == null ? null : decisions.get(member.prepared().account());
        if (decision == null) {
            member.decision()
                    .completeExceptionally(
                            Objects.requireNonNull(stale.get(member.prepared().account())));
        } else {
            member.decision().complete(decision);
        }
    }

    private static void lost(
            Member member,
            Map<AccountKey, Decision> decisions,
            Map<AccountKey, StaleException> stale,
            RuntimeException cause) {
        Decision decision = decisions.get(member.prepared().account());
        member.decision()
                .completeExceptionally(
                        decision == null
                                ? Objects.requireNonNull(
                                        stale.get(member.prepared().account()))
                                : new LostCommitException(decision, cause));
    }

    /** The body had not ended, so no COMMIT was sent; the pool's own error for that says not even which state it is. */
    private static RuntimeException neverCommitted(RuntimeException e) {
        log.warn("the database went away while payments were accepted: {}", e.toString());
        return Verdicts.unavailable();
    }
}

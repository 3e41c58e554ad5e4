package io.dapp.transaction.core.line;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.line.AllocationTransaction.Decision;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets accounts whose submissions are prepared at the same time share a transaction. Whoever comes while a group is under
 * way waits for the next, which begins when that ends, when it is full, or when he has waited for a while. A group takes the lines that are free: none of its accounts waits for another's, and one
 * that is busy has its turn again in a later group. Where a group fails, each of its accounts is tried alone, so that none
 * fails for another; that happens on other threads, so that none waits for it either.
 */
final class AllocationGroups {
    private static final Logger log = LoggerFactory.getLogger(AllocationGroups.class);

    private final AllocationTransaction body;
    private final TransactionTemplate transaction;
    private final int concurrent;
    private final int accounts;
    private final int payments;
    private final int turns;
    private final Duration groupWait;
    private final Duration lockWait;
    private final Duration pause;
    private final Semaphore alone;
    private final Deque<Member> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * An account that waits.
     *
     * @param turns that it has had in groups, while its line was busy
     */
    private record Member(Prepared prepared, CompletableFuture<Decision> decision, int turns) {
        /** Whose time is over is told so, and takes nobody with him. */
        boolean inTime() {
            try {
                prepared.batch().deadline().check();
                return true;
            } catch (ProblemException e) {
                decision.completeExceptionally(e);
                return false;
            }
        }

        Member again() {
            return new Member(prepared, decision, turns + 1);
        }
    }

    AllocationGroups(AllocationTransaction body, TransactionTemplate transaction, LineSettings settings) {
        this.body = body;
        this.transaction = transaction;
        this.concurrent = settings.concurrentGroups();
        this.accounts = settings.accountsPerGroup();
        this.payments = settings.paymentsPerGroup();
        this.turns = settings.busyTurns();
        this.groupWait = settings.groupWait();
        this.lockWait = settings.lockWait();
        this.pause = settings.busyPause();
        this.alone = new Semaphore(settings.aloneAtATime(), true);
    }

    /**
     * Decides about one account's submissions.
     *
     * @throws StaleException when they were prepared for something that has changed; nothing is written
     * @throws LostCommitException when it is not known whether what was decided is committed
     * @throws io.dapp.common.problem.ProblemException {@code service_unavailable}: nothing is written
     */
    Decision decide(Prepared prepared) {
        Member mine = new Member(prepared, new CompletableFuture<>(), 0);
        if (begins(mine) || (!decidedSoon(mine) && beginsNow())) {
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

    private synchronized boolean begins(Member member) {
        waiting.add(member);
        return (underWay == 0 || full()) && beginsNow();
    }

    private synchronized boolean beginsNow() {
        boolean begins = underWay < concurrent && !waiting.isEmpty();
        underWay += begins ? 1 : 0;
        return begins;
    }

    private boolean full() {
        return waiting.size() >= accounts
                || waiting.stream()
                                .mapToInt(member -> member.prepared().batch().size())
                                .sum()
                        >= payments;
    }

    private boolean decidedSoon(Member member) {
        try {
            member.decision().get(groupWait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
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
            if (member.inTime()) {
                taken += member.prepared().batch().size();
                group.add(member);
            }
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
            if (group.size() == 1 && !SqlStates.isLockTimeout(e)) {
                group.getFirst().decision().completeExceptionally(e);
            } else {
                log.debug("{} accounts are tried one by one", group.size(), e);
                group.forEach(this::alone);
            }
        }
    }

    /** Waits for its line, and holds nobody up: after a while behind the others that wait, until its time is over. */
    private void alone(Member member) {
        Thread.ofVirtual().name("allocate-alone").start(() -> {
            alone.acquireUninterruptibly();
            boolean again = false;
            try {
                decide(List.of(member));
            } catch (RuntimeException | Error e) {
                again = SqlStates.isLockTimeout(e);
                if (!again) {
                    member.decision().completeExceptionally(e);
                }
            } finally {
                alone.release();
            }
            if (again) {
                alone(member);
            }
        });
    }

    private void decide(List<Member> group) {
        List<Prepared> all = group.stream().map(Member::prepared).toList();
        Map<AccountKey, StaleException> stale = new HashMap<>();
        AtomicReference<@Nullable Map<AccountKey, Decision>> decided = new AtomicReference<>();
        try {
            transaction.executeWithoutResult(status -> {
                all.forEach(one -> one.batch().deadline().check());
                body.waitAtMost(lockWait);
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
        if (group.size() > 1 && stale.size() == group.size()) {
            rest();
        }
    }

    /** Nothing was free: whoever holds it needs a moment. */
    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(
            Member member, @Nullable Map<AccountKey, Decision> decisions, Map<AccountKey, StaleException> stale) {
        Decision decision =
                decisions == null ? null : decisions.get(member.prepared().account());
        if (decision == null) {
            undecided(member, stale);
        } else {
            member.decision().complete(decision);
        }
    }

    /** Nothing was written for it, whatever became of the others. */
    private void undecided(Member member, Map<AccountKey, StaleException> stale) {
        StaleException why = Objects.requireNonNull(stale.get(member.prepared().account()));
        if (why.what() != StaleException.What.BUSY) {
            member.decision().completeExceptionally(why);
        } else if (member.turns() + 1 < turns) {
            queue(member.again());
        } else {
            alone(member);
        }
    }

    private synchronized void queue(Member member) {
        waiting.add(member);
    }

    private void lost(
            Member member,
            Map<AccountKey, Decision> decisions,
            Map<AccountKey, StaleException> stale,
            RuntimeException cause) {
        Decision decision = decisions.get(member.prepared().account());
        if (decision == null) {
            undecided(member, stale);
        } else {
            member.decision().completeExceptionally(new LostCommitException(decision, cause));
        }
    }

    /** The body had not ended, so no COMMIT was sent; the pool's own error for that says not even which state it is. */
    private static RuntimeException neverCommitted(RuntimeException e) {
        log.warn("the database went away while payments were accepted: {}", e.toString());
        return Verdicts.unavailable();
    }
}

package io.dapp.transaction.core.line;

import io.dapp.chain.Chains;
import io.dapp.chain.CountAt;
import io.dapp.chain.Node;
import io.dapp.chain.Nonce;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.line.AllocationTransaction.Decision;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.AccountSender;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Prepares and runs an account's allocation, tells each submission its verdict, and hands the lease to the sender. */
final class Allocator {
    private static final Logger log = LoggerFactory.getLogger(Allocator.class);

    private final Chains chains;
    private final Funds funds;
    private final AllocationTransaction body;
    private final TransactionTemplate transaction;
    private final CommitOutcome outcome;
    private final AccountSender sender;
    private final int retries;
    private final Duration within;
    private final Semaphore concurrent;

    Allocator(
            Chains chains,
            Funds funds,
            AllocationTransaction body,
            TransactionTemplate transaction,
            CommitOutcome outcome,
            AccountSender sender,
            LineSettings settings) {
        this.chains = chains;
        this.funds = funds;
        this.body = body;
        this.transaction = transaction;
        this.outcome = outcome;
        this.sender = sender;
        this.retries = settings.retries();
        this.within = settings.allocateWithin();
        this.concurrent = new Semaphore(settings.concurrentAccounts());
    }

    void allocate(AccountKey account, List<Submission> batch) {
        Batch all = new Batch(account, batch, Deadline.in(within));
        try {
            Decision decision = decide(all);
            Verdicts.tell(all.written(), decision.verdicts());
            decision.lease().ifPresent(sender::goOn);
        } catch (LostCommitException e) {
            settle(all, e.decision());
        }
    }

    private Decision decide(Batch batch) {
        boolean fresh = batch.fresh();
        Nonce start = null;
        for (int attempt = 0; ; attempt++) {
            FundsView view = funds.view(batch.account(), fresh);
            try {
                return inTransaction(batch, view, start);
            } catch (StaleException e) {
                if (attempt > retries) {
                    throw Verdicts.unavailable();
                }
                fresh |= e.what() == StaleException.What.FUNDS;
                start = e.what() == StaleException.What.LINE ? count(batch.account()) : start;
            } catch (RuntimeException e) {
                if (e instanceof LostCommitException || attempt >= retries || !SqlStates.isRetriable(e)) {
                    throw e;
                }
                log.debug("allocation for {} is tried again", batch.account(), e);
            }
        }
    }

    private Decision inTransaction(Batch batch, FundsView view, @Nullable Nonce start) {
        AtomicReference<@Nullable Decision> decided = new AtomicReference<>();
        // Taken only now: reading balances of a chain whose node hangs holds up no other account.
        batch.deadline().acquire(concurrent);
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                batch.deadline().check();
                Decision decision = body.run(status, batch.account(), batch.write(), view, start);
                // Whoever was stopped in the middle may have callers who were told that they cannot know.
                batch.deadline().check();
                decided.set(decision);
                return decision;
            }));
        } catch (RuntimeException e) {
            Decision decision = decided.get();
            if (decision == null) {
                throw e instanceof TransactionException ? neverCommitted(batch.account(), e) : e;
            }
            throw new LostCommitException(decision, e);
        } finally {
            concurrent.release();
        }
    }

    /** A new line begins after everything the node knows of the account. */
    private Nonce count(AccountKey account) {
        Node node = chains.require(account.chainId()).node();
        return new Nonce(Math.max(
                node.transactionCount(account.address(), CountAt.LATEST),
                node.transactionCount(account.address(), CountAt.PENDING)));
    }

    private void settle(Batch batch, Decision decision) {
        CommitOutcome.Outcome became = decision.accepted()
                .map(payment -> outcome.ask(batch.account(), payment))
                .orElse(CommitOutcome.Outcome.ROLLED_BACK);
        log.warn(
                "the COMMIT of {} submissions of {} was not answered: {}",
                batch.written().size(),
                batch.account(),
                became);
        switch (became) {
            case COMMITTED -> {
                Verdicts.tell(batch.written(), decision.verdicts());
                decision.lease().ifPresent(sender::goOn);
            }
            case ROLLED_BACK -> Verdicts.fail(batch.written(), decision.verdicts(), payment -> Verdicts.unavailable());
            case UNKNOWN -> Verdicts.fail(batch.written(), decision.verdicts(), Verdicts::unknown);
        }
    }

    /** The body had not ended, so no COMMIT was sent; the pool's own error for that says not even which state it is. */
    private static ProblemException neverCommitted(AccountKey account, RuntimeException e) {
        log.warn("the database went away while payments of {} were accepted: {}", account, e.toString());
        return Verdicts.unavailable();
    }
}

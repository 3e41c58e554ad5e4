package io.dapp.transaction.core.line;

import io.dapp.chain.Chains;
import io.dapp.chain.CountAt;
import io.dapp.chain.Node;
import io.dapp.chain.Nonce;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.line.AllocationTransaction.Decision;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.AccountSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Prepares and runs an account's allocation, tells each submission its verdict, and hands the lease to the sender. */
final class Allocator {
    private static final Logger log = LoggerFactory.getLogger(Allocator.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Chains chains;
    private final Funds funds;
    private final AllocationTransaction body;
    private final TransactionTemplate transaction;
    private final CommitOutcome outcome;
    private final AccountSender sender;
    private final int retries;
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
        this.concurrent = new Semaphore(settings.concurrentAccounts());
    }

    void allocate(AccountKey account, List<Submission> batch) {
        try {
            Decision decision = decide(account, batch);
            decision.lease().ifPresent(sender::goOn);
            tell(batch, decision.verdicts());
        } catch (LostCommitException e) {
            settle(account, batch, e.decision());
        }
    }

    private Decision decide(AccountKey account, List<Submission> batch) {
        boolean fresh = batch.stream().anyMatch(Submission::fresh);
        Nonce start = null;
        for (int attempt = 0; ; attempt++) {
            FundsView view = funds.view(account, fresh);
            try {
                return inTransaction(account, batch, view, start);
            } catch (StaleException e) {
                if (attempt > retries) {
                    throw unavailable();
                }
                fresh |= e.what() == StaleException.What.FUNDS;
                start = e.what() == StaleException.What.LINE ? count(account) : start;
            } catch (RuntimeException e) {
                if (e instanceof LostCommitException || attempt >= retries || !SqlStates.isRetriable(e)) {
                    throw e;
                }
                log.debug("allocation for {} is tried again", account, e);
            }
        }
    }

    private Decision inTransaction(AccountKey account, List<Submission> batch, FundsView view, @Nullable Nonce start) {
        AtomicReference<@Nullable Decision> decided = new AtomicReference<>();
        // Taken only now: reading balances of a chain whose node hangs holds up no other account.
        concurrent.acquireUninterruptibly();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                Decision decision = body.run(status, account, batch, view, start);
                decided.set(decision);
                return decision;
            }));
        } catch (RuntimeException e) {
            Decision decision = decided.get();
            if (decision == null) {
                throw e instanceof TransactionException ? neverCommitted(account, e) : e;
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

    private void settle(AccountKey account, List<Submission> batch, Decision decision) {
        CommitOutcome.Outcome became = decision.accepted()
                .map(payment -> outcome.ask(account, payment))
                .orElse(CommitOutcome.Outcome.ROLLED_BACK);
        log.warn("the COMMIT of {} submissions of {} was not answered: {}", batch.size(), account, became);
        switch (became) {
            case COMMITTED -> {
                decision.lease().ifPresent(sender::goOn);
                tell(batch, decision.verdicts());
            }
            case ROLLED_BACK -> fail(batch, decision, payment -> unavailable());
            case UNKNOWN -> fail(batch, decision, Allocator::unknown);
        }
    }

    /** Whatever depended on the commit is not told as decided; a refusal may have (a key that an accepted one used). */
    private static void fail(List<Submission> batch, Decision decision, Function<UUID, ProblemException> accepted) {
        for (int i = 0; i < batch.size(); i++) {
            switch (decision.verdicts().get(i)) {
                case Verdict.Accepted one -> batch.get(i).answer().completeExceptionally(accepted.apply(one.payment()));
                case Verdict.Refused refused -> batch.get(i).answer().completeExceptionally(unavailable());
                case Verdict.Repeated repeated -> tell(batch.get(i), repeated);
                case Verdict.Unfunded unfunded -> tell(batch.get(i), unfunded);
            }
        }
    }

    private static void tell(List<Submission> batch, List<Verdict> verdicts) {
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), verdicts.get(i));
        }
    }

    private static void tell(Submission submission, Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted accepted -> submission.answer().complete(accepted.answer());
            case Verdict.Repeated repeated -> submission.answer().complete(repeated.answer());
            case Verdict.Refused refused -> submission.answer().completeExceptionally(refused.problem());
            case Verdict.Unfunded unfunded -> submission.answer().completeExceptionally(new UnfundedException());
        }
    }

    /** The body had not ended, so no COMMIT was sent; the pool's own error for that says not even which state it is. */
    private static ProblemException neverCommitted(AccountKey account, RuntimeException e) {
        log.warn("the database went away while payments of {} were accepted: {}", account, e.toString());
        return unavailable();
    }

    private static ProblemException unavailable() {
        return new ProblemException(
                CommonError.SERVICE_UNAVAILABLE, "The payment was not accepted; nothing is recorded.", RETRY_AFTER);
    }

    static ProblemException unknown(UUID payment) {
        return new ProblemException(
                PaymentError.OUTCOME_UNKNOWN,
                "Repeat the request with the same Idempotency-Key, or read the transaction: not found is certain after 5 s.",
                List.of(),
                RETRY_AFTER,
                Map.of("transaction_id", payment));
    }
}

package io.dapp.transaction.core.line;

import io.dapp.chain.ChainId;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.FollowerCursors;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.testing.CoreParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** One process' allocations as they are, each on the thread that asks for it: whose requests come together, a test says. */
public final class SimulatedLine {
    private final Allocator allocator;
    private final Funds funds;

    public SimulatedLine(CoreParts parts, LineSettings settings, Admission admission) {
        JdbcClient jdbc = parts.client();
        PaymentStore payments = new PaymentStore(parts.jdbc());
        Policies policies = new Policies(jdbc, parts.json());
        AllocationTransaction body = new AllocationTransaction(
                admission.lines(),
                new IdempotencyKeys(jdbc),
                parts.signer(),
                new PaymentWriter(payments, parts.outbox(), parts.chains(), parts.json()),
                policies);
        this.funds = admission.funds();
        this.allocator = new Allocator(
                parts.chains(),
                new KeptViews(funds, contractTurns(settings), settings),
                new AllocationGroups(body, new TransactionTemplate(parts.transactions()), settings),
                admission.outcome(),
                parts.kicked(),
                body::signatures,
                policies,
                settings);
    }

    private static UserTurns contractTurns(LineSettings settings) {
        return new UserTurns(
                settings.contractsPerUser(), settings.contractTurnWithin(), "no payment here is of a token");
    }

    /** What a process judges funds by, and whose turn it is. */
    public static final class Admission {
        private final LineRows lines;
        private final Funds funds;
        private final HoldingsReader holdings;
        private final AccountTurns turns;
        private final CommitOutcome outcome;

        private Admission(
                LineRows lines, Funds funds, HoldingsReader holdings, AccountTurns turns, CommitOutcome outcome) {
            this.lines = lines;
            this.funds = funds;
            this.holdings = holdings;
            this.turns = turns;
            this.outcome = outcome;
        }

        /**
         * As {@link AdmissionConfiguration} makes it.
         *
         * @param lease of accounts that are sent
         * @param turns how long transactions go on waiting for accounts' rows
         */
        public static Admission of(CoreParts parts, LineSettings settings, LineSettings turns, Duration lease) {
            JdbcClient jdbc = parts.client();
            Funds funds = new Funds(parts.chains(), new FollowerCursors(jdbc), settings);
            LineRows lines = new LineRows(jdbc, parts.process(), lease);
            TransactionTemplate transaction = new TransactionTemplate(parts.transactions());
            return new Admission(
                    lines,
                    funds,
                    new HoldingsReader(funds, jdbc),
                    new AccountTurns(transaction, lines, turns),
                    new CommitOutcome(transaction, lines, new PaymentStore(parts.jdbc()), settings.outcomeWait()));
        }

        LineRows lines() {
            return lines;
        }

        public Funds funds() {
            return funds;
        }

        public HoldingsReader holdings() {
            return holdings;
        }

        public AccountTurns turns() {
            return turns;
        }

        public CommitOutcome outcome() {
            return outcome;
        }
    }

    /** What a request was told: a stored answer, or why there is none. */
    public sealed interface Told {
        /** It is recorded. */
        record Accepted(StoredAnswer answer) implements Told {}

        /** It is not, or that is not known. */
        record Failed(RuntimeException why) implements Told {}

        /** What is known of the funds does not suffice. */
        record Unfunded() implements Told {}
    }

    /**
     * Accepts requests of one account that have come together.
     *
     * @param fresh whether a refusal for funds is final
     */
    public List<Told> accept(List<PaymentRequest> requests, boolean fresh) {
        AccountKey account = requests.getFirst().account();
        List<Submission> submissions = new ArrayList<>();
        for (PaymentRequest request : requests) {
            Submission submission = new Submission(request, fresh);
            submission.take();
            submissions.add(submission);
        }
        try {
            allocator.allocate(account, submissions);
        } catch (RuntimeException e) {
            submissions.forEach(submission -> submission.answer().completeExceptionally(e));
        }
        return submissions.stream().map(submission -> told(submission.answer())).toList();
    }

    /** As who was refused for funds waits before he asks again. */
    public void awaitHead(ChainId chain) {
        funds.awaitHead(chain);
    }

    private static Told told(CompletableFuture<StoredAnswer> answer) {
        if (!answer.isDone()) {
            throw new IllegalStateException("a request was not answered");
        }
        try {
            return new Told.Accepted(answer.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnfundedException) {
                return new Told.Unfunded();
            }
            if (e.getCause() instanceof RuntimeException why) {
                return new Told.Failed(why);
            }
            throw e;
        }
    }
}

package io.dapp.transaction.core.line;

import io.dapp.chain.Chains;
import io.dapp.chain.CountAt;
import io.dapp.chain.Nonce;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.line.AllocationTransaction.Decision;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.AccountSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares and runs an account's allocation, tells each submission its verdict, and hands the lease to the sender. */
final class Allocator {
    private static final Logger log = LoggerFactory.getLogger(Allocator.class);

    private final Chains chains;
    private final KeptViews views;
    private final AllocationGroups groups;
    private final CommitOutcome outcome;
    private final AccountSender sender;
    private final Policies policies;
    private final Supplier<Signatures> signing;
    private final int retries;
    private final int signingRounds;
    private final Duration within;

    Allocator(
            Chains chains,
            KeptViews views,
            AllocationGroups groups,
            CommitOutcome outcome,
            AccountSender sender,
            Supplier<Signatures> signing,
            Policies policies,
            LineSettings settings) {
        this.chains = chains;
        this.views = views;
        this.groups = groups;
        this.outcome = outcome;
        this.sender = sender;
        this.policies = policies;
        this.signing = signing;
        this.retries = settings.retries();
        this.signingRounds = settings.signingRounds();
        this.within = settings.allocateWithin();
    }

    void allocate(AccountKey account, List<Submission> batch) {
        Batch all = new Batch(account, batch, Deadline.in(within));
        try {
            tell(all, decide(all));
        } catch (LostCommitException e) {
            settle(all, e.decision());
        }
    }

    private void tell(Batch batch, Decision decision) {
        Verdicts.tellCommitted(batch.written(), decision.verdicts());
        decision.lease().ifPresent(sender::goOn);
        recordRefusals(batch, decision);
        Verdicts.tell(batch.written(), decision.verdicts());
    }

    /** What the policy refused is recorded apart from what it let pass, before who asked for it is told. */
    private void recordRefusals(Batch batch, Decision decision) {
        List<Policies.Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < decision.verdicts().size(); i++) {
            if (decision.verdicts().get(i) instanceof Verdict.Refused(ProblemException problem)
                    && problem.code() == PaymentError.POLICY_DENIED) {
                UUID owner =
                        batch.written().get(i).request().orders().getFirst().ownerId();
                refusals.add(new Policies.Refusal(owner, problem));
            }
        }
        policies.refused(batch.account(), refusals);
    }

    private Decision decide(Batch batch) {
        boolean fresh = batch.fresh();
        Nonce start = null;
        Signatures signatures = signing.get();
        int rounds = 0;
        int attempt = 0;
        while (true) {
            FundsView view = views.view(batch.owner(), batch.account(), fresh, batch.tokens(), batch.size());
            try {
                return groups.decide(new Prepared(batch, view, signatures, start));
            } catch (StaleException e) {
                if (e.what() == StaleException.What.SIGNATURES) {
                    // Here nothing is held: neither a lock nor a connection, nor anybody's place in a group.
                    if (++rounds > signingRounds) {
                        throw Verdicts.unavailable();
                    }
                    signatures.make();
                    continue;
                }
                if (attempt++ > retries) {
                    throw Verdicts.unavailable();
                }
                fresh |= e.what() == StaleException.What.FUNDS;
                start = e.what() == StaleException.What.LINE ? count(batch.account()) : start;
            } catch (RuntimeException e) {
                if (e instanceof LostCommitException || attempt++ >= retries || !SqlStates.isRetriable(e)) {
                    throw e;
                }
                log.debug("allocation for {} is tried again", batch.account(), e);
            }
        }
    }

    /**
     * A new line begins after what blocks hold. What a pool holds may never be mined: behind it everything would wait for
     * ever. If a block takes it after all, the payment of its nonce ends {@code replaced}, and the line goes on.
     */
    private Nonce count(AccountKey account) {
        return new Nonce(chains.require(account.chainId()).node().transactionCount(account.address(), CountAt.LATEST));
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
            case COMMITTED -> tell(batch, decision);
            case ROLLED_BACK -> Verdicts.fail(batch.written(), decision.verdicts(), payment -> Verdicts.unavailable());
            case UNKNOWN -> Verdicts.fail(batch.written(), decision.verdicts(), Verdicts::unknown);
        }
    }
}

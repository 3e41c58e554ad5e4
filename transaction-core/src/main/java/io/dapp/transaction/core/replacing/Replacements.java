package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.AccountTurns;
import io.dapp.transaction.core.line.CommitOutcome;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.FundsView;
import io.dapp.transaction.core.line.Holdings;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.line.SqlStates;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentSnapshot;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.signing.SignedTransaction;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.wallet.WalletStore;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives payments further attempts at their nonces. Each is signed outside any transaction and recorded only if its payment
 * is still as it was read, so that of two that are made at the same time one is; it is sent after that. Whichever attempt
 * a block holds decides.
 */
public final class Replacements {
    private static final Logger log = LoggerFactory.getLogger(Replacements.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int ACCEPTED = 202;

    private final Chains chains;
    private final Funds funds;
    private final ReplacementRows rows;
    private final ReplacementTransaction body;
    private final ReplacementForms forms;
    private final Recorded recorded;
    private final Signing signing;
    private final AccountSender sender;
    private final int retries;
    private final Duration lockWithin;

    /** What is recorded already, and how. */
    record Recorded(
            PaymentStore payments,
            HoldingsReader holdings,
            IdempotencyKeys keys,
            AccountTurns turns,
            CommitOutcome outcome,
            Policies policies,
            JsonMapper json) {}

    /**
     * Who wants an attempt.
     *
     * @param fence fails, inside the transaction, where he may no longer
     * @param within how long it waits for its account's row
     */
    private record Asking(@Nullable IdempotencyKey key, Runnable fence, Duration within) {}

    /** Whose keys sign. */
    record Signing(WalletStore wallets, Signer signer) {}

    Replacements(
            Chains chains,
            Funds funds,
            ReplacementRows rows,
            ReplacementTransaction body,
            Recorded recorded,
            Signing signing,
            AccountSender sender,
            ReplacingSettings settings) {
        this.chains = chains;
        this.funds = funds;
        this.rows = rows;
        this.body = body;
        this.forms = new ReplacementForms();
        this.recorded = recorded;
        this.signing = signing;
        this.sender = sender;
        this.retries = settings.retries();
        this.lockWithin = settings.lockWithin();
    }

    /**
     * Signs and records what an owner wishes for his payment. What it returns is committed.
     *
     * @return the payment's snapshot
     * @throws ProblemException {@code not_found}, {@code not_replaceable}, {@code fee_too_low}, {@code insufficient_funds},
     *     {@code signer_unavailable}, {@code chain_unavailable}, {@code service_unavailable}: nothing is recorded;
     *     {@code outcome_unknown}: it may be
     * @throws io.dapp.chain.ChainUnavailableException when no node answers; nothing is recorded
     */
    public StoredAnswer replace(UUID owner, UUID payment, Wish wish, @Nullable IdempotencyKey key) {
        boolean own = recorded.payments()
                .find(payment)
                .filter(found -> found.ownerId().equals(owner))
                .isPresent();
        if (!own) {
            throw new ProblemException(CommonError.NOT_FOUND, "None of your transactions has this id.");
        }
        return replace(payment, wish, key);
    }

    /**
     * The same for a payment that needs it by itself; once: whoever is late finds another newest attempt.
     *
     * @param ordinal of the attempt that was its newest when that was seen
     * @param fence fails, inside the transaction, where this process may no longer decide so
     * @return whether it got one
     */
    boolean replace(UUID payment, int ordinal, Wish wish, Runnable fence) {
        Optional<Replaceable> read =
                rows.read(payment).filter(Replaceable::open).filter(now -> now.ordinal() == ordinal);
        if (read.isEmpty() || (read.get().cancelled() && !(wish instanceof Wish.Overdue))) {
            return false;
        }
        Chain chain = chains.require(read.get().chainId());
        funds.requireFollowed(chain.id());
        FundsView view = funds.view(read.get().account(), false);
        return attempt(read.get(), wish, view, new Asking(null, fence, lockWithin))
                .isPresent();
    }

    private StoredAnswer replace(UUID payment, Wish wish, @Nullable IdempotencyKey key) {
        try {
            return replaceOnce(payment, wish, key);
        } catch (ProblemException e) {
            // Its twin at another replica may have been granted what this one then found done.
            if (key == null || e.code().status() >= 500) {
                throw e;
            }
            return recorded.keys().find(key).orElseThrow(() -> e);
        }
    }

    private StoredAnswer replaceOnce(UUID payment, Wish wish, @Nullable IdempotencyKey key) {
        boolean fresh = false;
        for (int attempt = 0; attempt <= retries; attempt++) {
            Optional<StoredAnswer> before =
                    key == null ? Optional.empty() : recorded.keys().find(key);
            if (before.isPresent()) {
                return before.get();
            }
            Replaceable read = rows.read(payment).filter(Replaceable::open).orElseThrow(Replacements::notReplaceable);
            if (read.cancelled() && wish instanceof Wish.Cancel) {
                StoredAnswer answer = answer(recorded.payments().find(payment).orElseThrow());
                if (kept(read, answer, key)) {
                    return answer;
                }
                continue; // a twin's answer came between
            }
            if (read.cancelled()) {
                throw notReplaceable();
            }
            funds.requireFollowed(read.chainId());
            try {
                FundsView view = funds.view(read.account(), fresh);
                Optional<StoredAnswer> answer = attempt(
                        read,
                        wish,
                        view,
                        new Asking(key, () -> {}, recorded.turns().patience()));
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (ProblemException e) {
                if (e.code() == PaymentError.POLICY_DENIED) {
                    recorded.policies().refused(read.account(), List.of(new Policies.Refusal(read.ownerId(), e)));
                }
                if (fresh || e.code() != PaymentError.INSUFFICIENT_FUNDS) {
                    throw e;
                }
                // Nobody is refused for what was known a moment ago.
                funds.awaitHead(read.chainId());
            }
            fresh = true;
        }
        throw new ProblemException(
                CommonError.SERVICE_UNAVAILABLE, "The transaction is changing; nothing is recorded.", RETRY_AFTER);
    }

    /** It is being cancelled already: the answer is kept under the key all the same. */
    private boolean kept(Replaceable read, StoredAnswer answer, @Nullable IdempotencyKey key) {
        return key == null
                || recorded.turns()
                        .run(
                                read.account(),
                                status -> recorded.keys().insert(List.of(new IdempotencyKeys.Stored(key, answer))));
    }

    private Optional<StoredAnswer> attempt(Replaceable read, Wish wish, FundsView view, Asking asking) {
        Chain chain = chains.require(read.chainId());
        Replacement replacement = sign(read, forms.of(wish, read, chain, chain.node(), () -> available(read, view)));
        Optional<StoredAnswer> answer = record(replacement, view, asking);
        answer.ifPresent(given -> sender.kick(read.chainId(), read.sender()));
        return answer;
    }

    /** Before any lock; what it is used for is checked once more under the account's. */
    private BigInteger available(Replaceable read, FundsView view) {
        return recorded.holdings()
                .at(read.account(), view)
                .map(Holdings::available)
                .orElse(BigInteger.ZERO);
    }

    private Optional<StoredAnswer> record(Replacement replacement, FundsView view, Asking asking) {
        Integer required =
                chains.require(replacement.over().chainId()).settings().toldConfirmations();
        AtomicReference<@Nullable StoredAnswer> decided = new AtomicReference<>();
        try {
            return recorded.turns().run(replacement.over().account(), asking.within(), status -> {
                decided.set(null);
                Optional<StoredAnswer> given =
                        body.run(replacement, asking.fence(), view, required, asking.key(), this::answer);
                if (given.isEmpty()) {
                    status.setRollbackOnly();
                }
                decided.set(given.orElse(null));
                return given;
            });
        } catch (RuntimeException e) {
            StoredAnswer given = decided.get();
            return given == null ? retried(e) : settle(replacement, given, e);
        }
    }

    private static Optional<StoredAnswer> retried(RuntimeException e) {
        if (SqlStates.isRetriable(e)) {
            return Optional.empty();
        }
        throw e;
    }

    /** The COMMIT was not answered: asked under the account's lock, it is certain. */
    private Optional<StoredAnswer> settle(Replacement replacement, StoredAnswer given, RuntimeException lost) {
        UUID payment = replacement.over().id();
        CommitOutcome.Outcome became = recorded.outcome()
                .ask(
                        replacement.over().account(),
                        () -> rows.has(payment, replacement.attempt().hash()));
        log.warn("the COMMIT of an attempt of payment {} was not answered: {}", payment, became);
        return switch (became) {
            case COMMITTED -> Optional.of(given);
            case ROLLED_BACK -> retried(lost);
            case UNKNOWN ->
                throw new ProblemException(
                        PaymentError.OUTCOME_UNKNOWN,
                        "Read the transaction to see whether the attempt was recorded.",
                        List.of(),
                        RETRY_AFTER,
                        Map.of("transaction_id", payment));
        };
    }

    private Replacement sign(Replaceable read, Replacement.Form form) {
        try {
            SignedTransaction signed = form.unsigned()
                    .with(signing.signer()
                            .sign(
                                    signing.wallets()
                                            .find(read.ownerId(), read.sender())
                                            .orElseThrow(Replacements::notReplaceable)
                                            .key(),
                                    List.of(form.unsigned().digest()))
                            .getFirst());
            Attempt attempt = new Attempt(
                    signed.hash(),
                    form.kind(),
                    form.unsigned().fees().maxFeePerGas(),
                    form.unsigned().fees().maxPriorityFeePerGas(),
                    null);
            return new Replacement(read, attempt, signed.raw(), form.terms());
        } catch (SignerUnavailableException e) {
            throw new ProblemException(
                    PaymentError.SIGNER_UNAVAILABLE, "The wallet's key cannot be used now.", RETRY_AFTER);
        }
    }

    private StoredAnswer answer(Payment payment) {
        Integer required = chains.require(payment.chainId()).settings().toldConfirmations();
        return new StoredAnswer(ACCEPTED, recorded.json().writeValueAsString(PaymentSnapshot.of(payment, 0, required)));
    }

    private static ProblemException notReplaceable() {
        return new ProblemException(
                PaymentError.NOT_REPLACEABLE,
                "Only a pending payment of a custodial wallet that is not being cancelled can be replaced.");
    }
}

package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a transaction will write for its submissions, decided one by one under the account's lock. */
final class Draft {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PaymentSigner signer;
    private final Function<NewPayment, StoredAnswer> answering;
    private final LineRows.Line line;
    private final List<Stored> known;
    private final List<Keyed> accepted = new ArrayList<>();
    private final List<NewPayment> payments = new ArrayList<>();
    private final List<@Nullable String> traceparents = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private BigInteger available;
    private Nonce next;

    /**
     * Begins with nothing accepted.
     *
     * @param known the answers already stored under keys of these submissions
     */
    Draft(
            PaymentSigner signer,
            Function<NewPayment, StoredAnswer> answering,
            LineRows.Line line,
            FundsView view,
            List<Stored> known) {
        this.signer = signer;
        this.answering = answering;
        this.line = line;
        this.known = known;
        this.available = view.balance().value().subtract(line.reserved());
        this.next = line.next();
    }

    void add(Submission submission) {
        verdicts.add(decide(submission.order(), submission.fresh()));
    }

    private Verdict decide(PaymentOrder order, boolean fresh) {
        try {
            Optional<Verdict> repeated = repeated(order.key());
            if (repeated.isPresent()) {
                return repeated.get();
            }
            if (available.compareTo(order.maxCost()) < 0) {
                return fresh ? new Verdict.Refused(insufficient(order)) : new Verdict.Unfunded();
            }
            return accept(order);
        } catch (ProblemException e) {
            return new Verdict.Refused(e);
        } catch (SignerUnavailableException e) {
            return new Verdict.Refused(new ProblemException(
                    PaymentError.SIGNER_UNAVAILABLE, "The wallet's key cannot be used now.", RETRY_AFTER));
        }
    }

    /** Stored before, or accepted a moment ago in this transaction: duplicates that come together are one payment. */
    private Optional<Verdict> repeated(@Nullable IdempotencyKey key) {
        if (key == null) {
            return Optional.empty();
        }
        Optional<Verdict> before = known.stream()
                .filter(stored -> stored.key().names(key))
                .findFirst()
                .map(stored -> new Verdict.Repeated(stored.answerTo(key)));
        return before.isPresent()
                ? before
                : accepted.stream()
                        .filter(one -> one.stored().key().names(key))
                        .findFirst()
                        .map(one ->
                                new Verdict.Accepted(one.payment(), one.stored().answerTo(key)));
    }

    private Verdict accept(PaymentOrder order) {
        NewPayment payment = signer.sign(order, next, line.now());
        StoredAnswer answer = answering.apply(payment);
        payments.add(payment);
        traceparents.add(order.traceparent());
        if (order.key() != null) {
            accepted.add(new Keyed(order.id(), new Stored(order.key(), answer)));
        }
        available = available.subtract(order.maxCost());
        next = next.next();
        return new Verdict.Accepted(order.id(), answer);
    }

    private ProblemException insufficient(PaymentOrder order) {
        BigInteger left = available.max(BigInteger.ZERO);
        return new ProblemException(
                PaymentError.INSUFFICIENT_FUNDS,
                "The payment may cost " + order.maxCost() + " wei with its gas; " + left + " wei are available.",
                List.of(),
                null,
                Map.of("required", order.maxCost().toString(), "available", left.toString()));
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    List<NewPayment> payments() {
        return payments;
    }

    /** Of the accepted ones that have a key. */
    List<Stored> answers() {
        return accepted.stream().map(Keyed::stored).toList();
    }

    /** One for each payment. */
    List<@Nullable String> traceparents() {
        return traceparents;
    }

    /** The line's next nonce after these. */
    Nonce next() {
        return next;
    }

    private record Keyed(UUID payment, Stored stored) {}
}

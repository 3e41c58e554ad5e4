package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.policy.Allowance;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a transaction will write for its submissions, decided one by one under the account's lock. */
final class Draft {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final StoredAnswer NOT_SIGNED_YET = new StoredAnswer(0, "");

    private final PaymentSigner signer;
    private final BiFunction<PaymentRequest, List<NewPayment>, StoredAnswer> answering;
    private final LineRows.Line line;
    private final List<Stored> known;
    private final List<Decided> decided = new ArrayList<>();
    private final List<Stored> answers = new ArrayList<>();
    private final List<NewPayment> payments = new ArrayList<>();
    private final List<@Nullable String> traceparents = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private Available available;
    private Allowance allowance;
    private Nonce next;
    private boolean unsigned;

    /**
     * Begins with nothing accepted.
     *
     * @param known the answers already stored under keys of these submissions
     */
    Draft(
            PaymentSigner signer,
            BiFunction<PaymentRequest, List<NewPayment>, StoredAnswer> answering,
            LineRows.Line line,
            FundsView view,
            Allowance allowance,
            List<Stored> known) {
        this.signer = signer;
        this.answering = answering;
        this.line = line;
        this.known = known;
        this.available = Available.of(view, line);
        this.allowance = allowance;
        this.next = line.next();
    }

    void add(Submission submission) {
        PaymentRequest request = submission.request();
        Verdict verdict = repeated(request.key()).orElseGet(() -> decide(request, submission.fresh()));
        verdicts.add(verdict);
        if (request.key() != null) {
            decided.add(new Decided(request.key(), verdict));
        }
    }

    private Verdict decide(PaymentRequest request, boolean fresh) {
        try {
            return accept(request, fresh);
        } catch (ProblemException e) {
            return new Verdict.Refused(e);
        } catch (SignerUnavailableException e) {
            return new Verdict.Refused(new ProblemException(
                    PaymentError.SIGNER_UNAVAILABLE, "The wallet's key cannot be used now.", RETRY_AFTER));
        }
    }

    /**
     * Stored before, or decided a moment ago in this transaction: duplicates that come together are one payment, and none
     * of them is refused what another is granted.
     */
    private Optional<Verdict> repeated(@Nullable IdempotencyKey key) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            Optional<Verdict> before = known.stream()
                    .filter(stored -> stored.key().names(key))
                    .findFirst()
                    .map(stored -> new Verdict.Repeated(stored.answerTo(key)));
            return before.or(() -> decided.stream()
                    .filter(earlier -> earlier.answers(key))
                    .findFirst()
                    .map(earlier -> earlier.repeatedBy(key)));
        } catch (ProblemException e) {
            return Optional.of(new Verdict.Refused(e));
        }
    }

    /** All of it or nothing: what is left for the next is changed only where every member can be paid. */
    private Verdict accept(PaymentRequest request, boolean fresh) {
        Available left = available;
        Allowance allowed = allowance;
        for (int i = 0; i < request.orders().size(); i++) {
            PaymentOrder order = request.orders().get(i);
            Optional<ProblemException> denied = allowed.refusing(order.spending(), member(request, i));
            if (denied.isPresent()) {
                return new Verdict.Refused(denied.get());
            }
            Optional<ProblemException> lacking = left.lacking(order, member(request, i));
            if (lacking.isPresent()) {
                return fresh ? new Verdict.Refused(lacking.get()) : new Verdict.Unfunded();
            }
            left = left.less(order);
            allowed = allowed.less(order.spending());
        }
        List<NewPayment> accepted = new ArrayList<>();
        Nonce nonce = next;
        for (PaymentOrder order : request.orders()) {
            signer.sign(order, nonce, line.now()).ifPresent(accepted::add);
            nonce = nonce.next();
        }
        available = left;
        allowance = allowed;
        next = nonce;
        if (accepted.size() < request.orders().size()) {
            // Those behind it are decided as if it were signed, so that all that is missing is made at once.
            unsigned = true;
            return new Verdict.Accepted(request.id(), NOT_SIGNED_YET);
        }
        StoredAnswer answer = answering.apply(request, accepted);
        if (request.key() != null) {
            answers.add(new Stored(request.key(), answer));
        }
        payments.addAll(accepted);
        request.orders().forEach(order -> traceparents.add(order.traceparent()));
        return new Verdict.Accepted(request.id(), answer);
    }

    private static @Nullable String member(PaymentRequest request, int index) {
        return request.batch() ? "transactions[" + index + "]" : null;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    /**
     * What it accepts.
     *
     * @throws StaleException when one of them has no signature yet: then none of this may be written or told
     */
    List<NewPayment> payments() {
        requireSigned();
        return payments;
    }

    /**
     * Passes when nothing that it accepts lacks its signature.
     *
     * @throws StaleException when the signatures must be made first, outside
     */
    void requireSigned() {
        if (unsigned) {
            throw new StaleException(StaleException.What.SIGNATURES);
        }
    }

    /** Of the accepted ones that have a key. */
    List<Stored> answers() {
        return answers;
    }

    /** One for each payment. */
    List<@Nullable String> traceparents() {
        return traceparents;
    }

    /** The line's next nonce after these. */
    Nonce next() {
        return next;
    }

    /** What a member with a key was told. */
    private record Decided(IdempotencyKey key, Verdict verdict) {
        /** Whether this decides about another member: it used the key, or is the same request. */
        boolean answers(IdempotencyKey other) {
            return key.names(other) && (verdict instanceof Verdict.Accepted || key.equals(other));
        }

        Verdict repeatedBy(IdempotencyKey other) {
            return verdict instanceof Verdict.Accepted(UUID payment, StoredAnswer answer)
                    ? new Verdict.Accepted(payment, new Stored(key, answer).answerTo(other))
                    : verdict;
        }
    }
}

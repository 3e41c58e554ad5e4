package io.dapp.transaction.core.line;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Tells submissions what became of them. */
final class Verdicts {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Verdicts() {}

    /** What a transaction that has committed, or had nothing to commit, decided. */
    static void tell(List<Submission> written, List<Verdict> verdicts) {
        for (int i = 0; i < written.size(); i++) {
            tell(written.get(i), verdicts.get(i));
        }
    }

    /** What waits for nothing more. */
    static void tellCommitted(List<Submission> written, List<Verdict> verdicts) {
        for (int i = 0; i < written.size(); i++) {
            if (verdicts.get(i) instanceof Verdict.Accepted || verdicts.get(i) instanceof Verdict.Repeated) {
                tell(written.get(i), verdicts.get(i));
            }
        }
    }

    /** Whatever depended on the commit is not told as decided; a refusal may have (a key that an accepted one used). */
    static void fail(List<Submission> written, List<Verdict> verdicts, Function<UUID, ProblemException> accepted) {
        for (int i = 0; i < written.size(); i++) {
            Submission submission = written.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Accepted one -> submission.answer().completeExceptionally(accepted.apply(one.payment()));
                case Verdict.Refused refused -> submission.answer().completeExceptionally(unavailable());
                case Verdict.Repeated repeated -> tell(submission, repeated);
                case Verdict.Unfunded unfunded -> tell(submission, unfunded);
            }
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

    static ProblemException unavailable() {
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

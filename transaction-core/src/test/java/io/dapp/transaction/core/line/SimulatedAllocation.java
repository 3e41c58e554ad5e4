package io.dapp.transaction.core.line;

import io.dapp.chain.BlockRef;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.policy.Allowance;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.signing.Signer;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a transaction decides about orders, as it is decided, on a line of a simulation's choice. */
public final class SimulatedAllocation {
    private static final int ACCEPTED = 202;

    private SimulatedAllocation() {}

    /**
     * What is to be written, and what each order is told.
     *
     * @param answers for each order the payment that it is, or null where it is refused
     */
    public record Decided(List<NewPayment> payments, List<Stored> stored, long next, List<@Nullable UUID> answers) {}

    /**
     * Decides about orders, in their order.
     *
     * @param reserved wei
     */
    public static Decided decide(
            Signer signer,
            long next,
            BigInteger reserved,
            BlockRef block,
            long balance,
            List<PaymentRequest> orders,
            List<Stored> known) {
        Draft draft = new Draft(
                new PaymentSigner(new Signatures(signer)),
                (request, payments) -> new StoredAnswer(
                        ACCEPTED, payments.getFirst().payment().id().toString()),
                new LineRows.Line(new Nonce(next), 0, true, reserved, Map.of(), Instant.EPOCH),
                new FundsView(block, Wei.of(balance), Map.of()),
                Allowance.UNLIMITED,
                known);
        orders.forEach(order -> draft.add(new Submission(order, true)));
        List<@Nullable UUID> answers = new ArrayList<>();
        for (Verdict verdict : draft.verdicts()) {
            answers.add(
                    switch (verdict) {
                        case Verdict.Accepted accepted ->
                            UUID.fromString(accepted.answer().json());
                        case Verdict.Repeated repeated ->
                            UUID.fromString(repeated.answer().json());
                        case Verdict.Refused refused -> null;
                        case Verdict.Unfunded unfunded -> null;
                    });
        }
        return new Decided(draft.payments(), draft.answers(), draft.next().value(), answers);
    }
}

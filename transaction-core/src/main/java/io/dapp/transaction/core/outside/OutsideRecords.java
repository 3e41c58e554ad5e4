package io.dapp.transaction.core.outside;

import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.PaymentAnswer;
import io.dapp.transaction.core.line.SqlStates;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Accepts what was signed elsewhere: record, bytes, event and key in one commit, before any node is given anything. */
public final class OutsideRecords {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration FULL_RETRY_AFTER = Duration.ofSeconds(60);
    private static final int ACCEPTED = 202;

    private final TransactionTemplate transaction;
    private final OutsideRows rows;
    private final Stores stores;
    private final Chains chains;
    private final OutsideSettings settings;
    private final JsonMapper json;

    /** What is written together. */
    record Stores(PaymentStore payments, OutsideDetails details, IdempotencyKeys keys, Outbox outbox) {}

    OutsideRecords(
            TransactionTemplate transaction,
            OutsideRows rows,
            Stores stores,
            Chains chains,
            OutsideSettings settings,
            JsonMapper json) {
        this.transaction = transaction;
        this.rows = rows;
        this.stores = stores;
        this.chains = chains;
        this.settings = settings;
        this.json = json;
    }

    /** Whether the user has a record of it already, which he gets again. */
    public boolean has(OutsideRequest asked) {
        return rows.own(asked).isPresent();
    }

    /**
     * Records it, or answers with the user's own record of it. What it returns is committed.
     *
     * @throws ProblemException {@code invalid_request} for what a wallet of this platform has signed, {@code rate_limited},
     *     {@code idempotency_key_reused}, {@code service_unavailable}: nothing is recorded; {@code outcome_unknown}: it may be
     */
    public StoredAnswer accept(OutsideRequest asked, @Nullable IdempotencyKey key) {
        long end = System.nanoTime() + settings.acceptWithin().toNanos();
        boolean perhaps = false;
        do {
            AtomicBoolean written = new AtomicBoolean();
            try {
                // The same once more is certain of a COMMIT that was not answered: it waits for that one at the unique
                // hash, and finds its record.
                Optional<StoredAnswer> answer =
                        Objects.requireNonNull(transaction.execute(status -> write(asked, key, status, written)));
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (DataAccessException | TransactionException e) {
                perhaps |= written.get();
                if (!perhaps && !SqlStates.isRetriable(e)) {
                    throw e;
                }
            }
        } while (System.nanoTime() < end && pause());
        throw perhaps ? unknown(asked.id()) : unavailable();
    }

    /** Empty, and nothing written: another request under this key, or for this hash, was faster. */
    private Optional<StoredAnswer> write(
            OutsideRequest asked, @Nullable IdempotencyKey key, TransactionStatus status, AtomicBoolean written) {
        Optional<StoredAnswer> before =
                key == null ? Optional.empty() : stores.keys().find(key);
        if (before.isPresent()) {
            return before;
        }
        requireSignedElsewhere(asked);
        Optional<Payment> recorded = rows.own(asked).flatMap(id -> Optional.of(again(id, asked)));
        if (recorded.isEmpty()) {
            recorded = added(asked, key);
        }
        if (recorded.isPresent()) {
            StoredAnswer answer = new StoredAnswer(ACCEPTED, json.writeValueAsString(PaymentAnswer.of(recorded.get())));
            if (key == null || stores.keys().insert(List.of(new IdempotencyKeys.Stored(key, answer)))) {
                written.set(true);
                return Optional.of(answer);
            }
        }
        status.setRollbackOnly();
        return Optional.empty();
    }

    private void requireSignedElsewhere(OutsideRequest asked) {
        OutsideRequest.Signed signed = asked.signed();
        if (signed != null && rows.anyCustodial(signed.accounts())) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError(
                            "raw", "uses the nonce of a wallet of this platform, which numbers its own")));
        }
    }

    /** Empty: the user's other request is recorded meanwhile. */
    private Optional<Payment> added(OutsideRequest asked, @Nullable IdempotencyKey key) {
        if (rows.open(asked.ownerId()) >= settings.openPerUser()) {
            // That has waited for the user's others: a twin among them was granted what this one asks for.
            if ((key != null && stores.keys().find(key).isPresent())
                    || rows.own(asked).isPresent()) {
                return Optional.empty();
            }
            throw new ProblemException(
                    CommonError.RATE_LIMITED,
                    settings.openPerUser() + " of your raw and tracked transactions are pending already.",
                    FULL_RETRY_AFTER);
        }
        Payment payment = asked.payment(rows.now());
        OutsideRequest.Signed signed = asked.signed();
        if (!rows.insert(payment, signed == null ? null : signed.raw(), settings.trackFor())) {
            return Optional.empty();
        }
        stores.outbox().append(PaymentEvents.accepted(payment, required(payment)));
        return Optional.of(payment);
    }

    /** Where only the hash was tracked and now the bytes come, they are sent from now on: nobody else may do so. */
    private Payment again(UUID id, OutsideRequest asked) {
        OutsideRequest.Signed signed = asked.signed();
        Payment own = stores.payments().find(id).orElseThrow();
        if (signed == null || !isTracked(own)) {
            return own;
        }
        Payment locked = stores.payments().lock(List.of(id)).getFirst();
        if (!isTracked(locked)) {
            return locked;
        }
        Payment next = locked.sentFromHere(signed.shown(), rows.now());
        stores.payments().update(List.of(next));
        stores.details().store(List.of(next));
        rows.makeRaw(id, signed.raw());
        stores.outbox().append(List.of(PaymentEvents.changed(next, PaymentChange.PENDING, 0, required(next))));
        return next;
    }

    private static boolean isTracked(Payment payment) {
        return payment.kind() == PaymentKind.TRACKED && payment.status() == PaymentStatus.PENDING;
    }

    private @Nullable Integer required(Payment payment) {
        return chains.require(payment.chainId()).settings().toldConfirmations();
    }

    private static ProblemException unavailable() {
        return new ProblemException(
                CommonError.SERVICE_UNAVAILABLE, "The transaction was not accepted; nothing is recorded.", RETRY_AFTER);
    }

    private static ProblemException unknown(UUID payment) {
        return new ProblemException(
                PaymentError.OUTCOME_UNKNOWN,
                "Repeat the request, or read the transaction: not found is certain after 5 s.",
                List.of(),
                RETRY_AFTER,
                Map.of("transaction_id", payment));
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

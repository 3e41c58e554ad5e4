package io.dapp.transaction.core.record;

import io.dapp.chain.Address;
import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a payment; each goes to the outbox in the transaction that makes it true. */
public final class PaymentEvents {
    private PaymentEvents() {}

    /** A payment was accepted: its first version, and the wish that somebody looks at it now. */
    public static List<Event> accepted(Payment payment, @Nullable Integer requiredConfirmations) {
        return List.of(
                changed(payment, PaymentChange.PENDING, 0, requiredConfirmations),
                new Event(
                        Topic.MONITORING,
                        monitoringKey(payment),
                        "monitoring.requested",
                        null,
                        null,
                        Map.of("transaction_id", payment.id())));
    }

    /**
     * One version of a payment.
     *
     * @param head the block that the change belongs to; its confirmations are counted as of it
     * @param requiredConfirmations null where the finalized tag decides
     */
    public static Event changed(
            Payment payment, PaymentChange change, long head, @Nullable Integer requiredConfirmations) {
        return new Event(
                Topic.TRANSACTIONS,
                payment.id().toString(),
                change.type(),
                payment.version(),
                payment.ownerId(),
                PaymentSnapshot.of(payment, head, requiredConfirmations));
    }

    private static String monitoringKey(Payment payment) {
        Address sender = payment.sender();
        return payment.chainId() + ":"
                + (sender == null ? payment.id() : sender.toString().toLowerCase(Locale.ROOT));
    }
}

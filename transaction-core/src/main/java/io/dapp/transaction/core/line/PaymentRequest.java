package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.record.AccountKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Payments of one account that are accepted together or not at all.
 *
 * @param orders in the order of their nonces
 * @param batch whether it was asked for as several, also where it is one: then it is answered so
 * @param key of the request
 */
public record PaymentRequest(
        List<PaymentOrder> orders, boolean batch, @Nullable IdempotencyKey key) {
    public PaymentRequest {
        orders = List.copyOf(orders);
        if (orders.isEmpty()
                || orders.stream().map(PaymentOrder::account).distinct().count() != 1) {
            throw new IllegalArgumentException("a request has payments of one account");
        }
    }

    /** One payment. */
    public static PaymentRequest of(PaymentOrder order, @Nullable IdempotencyKey key) {
        return new PaymentRequest(List.of(order), false, key);
    }

    AccountKey account() {
        return orders.getFirst().account();
    }

    /** Its first payment's: where that one is, all are. */
    UUID id() {
        return orders.getFirst().id();
    }

    /** The tokens it moves. */
    Set<Address> tokens() {
        return orders.stream().map(PaymentOrder::token).filter(Objects::nonNull).collect(Collectors.toSet());
    }
}

package io.dapp.transaction.submission;

import io.dapp.chain.ChainId;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fills in the order of a checked and priced request. */
@Component
final class OrderForm {
    private final PaymentIds ids;
    private final Outbox outbox;
    private final JsonMapper json;

    OrderForm(PaymentIds ids, Outbox outbox, JsonMapper json) {
        this.ids = ids;
        this.outbox = outbox;
        this.json = json;
    }

    PaymentOrder order(
            Wallet wallet,
            ChainId chainId,
            SubmissionRequest request,
            OfferedFees fees,
            long gasLimit,
            @Nullable IdempotencyKey key) {
        JsonNode metadata = request.metadata();
        return new PaymentOrder(
                ids.next(),
                wallet.ownerId(),
                wallet.key(),
                chainId,
                request.to(),
                Objects.requireNonNull(request.amount()),
                request.data() == null ? Bytes.EMPTY : request.data(),
                gasLimit,
                fees,
                metadata == null || metadata.isNull() ? null : json.writeValueAsString(metadata),
                key,
                outbox.currentTraceparent());
    }
}

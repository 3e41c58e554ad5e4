package io.dapp.transaction.submission;

import io.dapp.chain.ChainId;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
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
            Instruction instruction,
            OfferedFees fees,
            long gasLimit) {
        JsonNode metadata = request.metadata();
        return new PaymentOrder(
                ids.next(),
                wallet.ownerId(),
                wallet.key(),
                chainId,
                instruction.recipient(),
                instruction.amount(),
                instruction.token(),
                instruction.data(),
                gasLimit,
                fees,
                request.maxFeePerGas(),
                request.validUntil(),
                metadata == null || metadata.isNull() ? null : json.writeValueAsString(metadata),
                outbox.currentTraceparent());
    }
}

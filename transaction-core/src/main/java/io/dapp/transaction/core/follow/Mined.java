package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Receipt;
import io.dapp.transaction.core.record.Outcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One of our payments in a block. */
record Mined(
        UUID paymentId,
        Address sender,
        Receipt receipt,
        @Nullable String revertReason) {
    Outcome outcome() {
        return receipt.succeeded() ? Outcome.SUCCESS : Outcome.REVERTED;
    }
}

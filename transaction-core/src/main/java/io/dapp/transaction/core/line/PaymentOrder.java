package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.WalletKey;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that everything but its place in the line and its funds has been decided for.
 *
 * @param id given before anything is asked of the database, so that a lost answer can be asked for
 * @param to null: a deployment
 * @param traceparent of the request
 */
public record PaymentOrder(
        UUID id,
        UUID ownerId,
        WalletKey wallet,
        ChainId chainId,
        @Nullable Address to,
        Wei amount,
        Bytes data,
        long gasLimit,
        OfferedFees fees,
        @Nullable String metadata,
        @Nullable IdempotencyKey key,
        @Nullable String traceparent) {

    public AccountKey account() {
        return new AccountKey(chainId, wallet.address());
    }

    /** Wei the account must hold for it: the amount, and all its gas at the highest fee. */
    public BigInteger maxCost() {
        return amount.value().add(fees.maxFeePerGas().value().multiply(BigInteger.valueOf(gasLimit)));
    }
}

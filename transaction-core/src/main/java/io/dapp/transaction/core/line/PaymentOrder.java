package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.policy.Spending;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.WalletKey;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that everything but its place in the line and its funds has been decided for.
 *
 * @param id given before anything is asked of the database, so that a lost answer can be asked for
 * @param to whom it is for; null: a deployment
 * @param amount in the base unit of {@code token}, or wei
 * @param token the ERC-20 contract that is called; null: the chain's own coin
 * @param data that the transaction carries
 * @param feeLimit the caller's own maximum in wei per gas; null: he named none
 * @param validUntil when it is cancelled if no block holds it; null: never
 * @param traceparent of the request
 */
public record PaymentOrder(
        UUID id,
        UUID ownerId,
        WalletKey wallet,
        ChainId chainId,
        @Nullable Address to,
        Wei amount,
        @Nullable Address token,
        Bytes data,
        long gasLimit,
        OfferedFees fees,
        @Nullable Wei feeLimit,
        @Nullable Instant validUntil,
        @Nullable String metadata,
        @Nullable String traceparent) {

    public AccountKey account() {
        return new AccountKey(chainId, wallet.address());
    }

    /** What it may take, as policies count it. */
    Spending spending() {
        return new Spending(target(), value().value(), data, maxCost());
    }

    NewPayment.Terms terms() {
        return new NewPayment.Terms(
                value(),
                data,
                gasLimit,
                maxCost(),
                feeLimit,
                validUntil,
                spending().ofToken().orElse(null));
    }

    /** What the transaction is sent to; null: a deployment. */
    public @Nullable Address target() {
        return token == null ? to : token;
    }

    /** Wei that the transaction itself carries. */
    public Wei value() {
        return token == null ? amount : Wei.ZERO;
    }

    /** Wei the account must hold for it: the amount, and all its gas at the highest fee. */
    public BigInteger maxCost() {
        return value().value().add(fees.maxFeePerGas().value().multiply(BigInteger.valueOf(gasLimit)));
    }
}

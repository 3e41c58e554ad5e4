package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.CallRequest;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.IntrinsicGas;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks to be done on the chain, however it spelled it.
 *
 * @param recipient whom it is for; null: a deployment
 * @param amount in the base unit of {@code token}, or wei
 * @param token the ERC-20 contract to be called; null: the chain's own coin
 * @param data that the transaction carries
 * @param gasLimit the caller's own; null: it is estimated
 */
record Instruction(
        Address from,
        @Nullable Address recipient,
        Wei amount,
        @Nullable Address token,
        Bytes data,
        @Nullable Long gasLimit) {
    /** What the transaction is sent to; null: a deployment. */
    @Nullable
    Address target() {
        return token == null ? recipient : token;
    }

    /** Wei that the transaction itself carries. */
    Wei value() {
        return token == null ? amount : Wei.ZERO;
    }

    /** What it costs before anything runs. */
    long leastGas() {
        return IntrinsicGas.of(data, target() == null);
    }

    CallRequest call() {
        return new CallRequest(from, target(), value(), data.isEmpty() ? null : data.toString());
    }
}

package io.dapp.transaction.core.policy;

import io.dapp.chain.Address;
import io.dapp.chain.abi.Erc20;
import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction may take.
 *
 * @param target null: a deployment
 * @param value wei that the target gets
 * @param maxCost wei: its value and its gas at the highest fee
 */
public record Spending(@Nullable Address target, BigInteger value, Bytes data, BigInteger maxCost) {
    /** What it moves of a token, or lets another move. */
    public record OfToken(Address token, Address destination, BigInteger amount) {}

    /** Empty where it calls nothing, or something else than a token. */
    public Optional<OfToken> ofToken() {
        Address token = target;
        return token == null || data.isEmpty()
                ? Optional.empty()
                : Erc20.read(data.value())
                        .map(call -> new OfToken(
                                token,
                                call.to(),
                                call.kind() == Erc20.Kind.DECREASE_ALLOWANCE ? BigInteger.ZERO : call.amount()));
    }
}

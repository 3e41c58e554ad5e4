package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of an account's funds is not spoken for.
 *
 * @param coin wei
 * @param tokens in their base units; those that were asked for
 */
record Available(BigInteger coin, Map<Address, BigInteger> tokens) {
    Available {
        tokens = Map.copyOf(tokens);
    }

    static Available of(FundsView view, LineRows.Line line) {
        Map<Address, BigInteger> tokens = new HashMap<>();
        view.tokens()
                .forEach((token, balance) -> tokens.put(
                        token, balance.subtract(line.reservedTokens().getOrDefault(token, BigInteger.ZERO))));
        return new Available(view.balance().value().subtract(line.reserved()), tokens);
    }

    /**
     * Why it does not suffice.
     *
     * @param member where the order stands in its request; null: it is the request
     */
    Optional<ProblemException> lacking(PaymentOrder order, @Nullable String member) {
        if (coin.compareTo(order.maxCost()) < 0) {
            return Optional.of(insufficient("wei with its gas", order.maxCost(), coin, member));
        }
        Address token = order.token();
        if (token != null && !tokens.containsKey(token)) {
            return Optional.of(noToken(member));
        }
        if (token != null && held(token).compareTo(order.amount().value()) < 0) {
            return Optional.of(insufficient("of token " + token, order.amount().value(), held(token), member));
        }
        return Optional.empty();
    }

    /** Once the order is accepted. */
    Available less(PaymentOrder order) {
        Map<Address, BigInteger> left = new HashMap<>(tokens);
        Address token = order.token();
        if (token != null) {
            left.put(token, held(token).subtract(order.amount().value()));
        }
        return new Available(coin.subtract(order.maxCost()), left);
    }

    /** The token does not tell what the account holds of it. */
    static ProblemException noToken(@Nullable String member) {
        return new ProblemException(
                CommonError.INVALID_REQUEST,
                "Some fields are not valid",
                List.of(new FieldError(
                        member == null ? "token" : member + ".token", "is no ERC-20 contract on this chain")));
    }

    private BigInteger held(Address token) {
        return Objects.requireNonNull(tokens.get(token), "a token that did not tell");
    }

    private static ProblemException insufficient(
            String unit, BigInteger required, BigInteger available, @Nullable String member) {
        BigInteger left = available.max(BigInteger.ZERO);
        String detail = "The payment may cost " + required + " " + unit + "; " + left + " are available.";
        return new ProblemException(
                PaymentError.INSUFFICIENT_FUNDS,
                detail,
                member == null ? List.of() : List.of(new FieldError(member, detail)),
                null,
                Map.of("required", required.toString(), "available", left.toString()));
    }
}

package io.dapp.transaction.core.policy;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet's policy leaves on one chain; read under the account's lock.
 *
 * @param spent wei in the last 24 hours, and what is pending; 0 where no day's limit asks for it
 * @param spentTokens the same of tokens, in their base units
 */
public record Allowance(Policy policy, BigInteger spent, Map<Address, BigInteger> spentTokens) {
    /** Of an account without limits. */
    public static final Allowance UNLIMITED = new Allowance(Policy.UNLIMITED, BigInteger.ZERO, Map.of());

    public Allowance {
        spentTokens = Map.copyOf(spentTokens);
    }

    /**
     * Why the policy refuses it.
     *
     * @param member where it stands in its request; null: it is the request
     */
    public Optional<ProblemException> refusing(Spending spending, @Nullable String member) {
        if (policy.stopped()) {
            return Optional.of(denied("paused", "The wallet is paused.", member));
        }
        if (!policy.isLimited()) {
            return Optional.empty();
        }
        Address target = spending.target();
        Optional<Spending.OfToken> token = spending.ofToken();
        if (target == null || (!spending.data().isEmpty() && token.isEmpty())) {
            return Optional.of(
                    denied("calldata", "A limited wallet deploys nothing and calls nothing but tokens.", member));
        }
        if (token.isPresent() && spending.value().signum() != 0) {
            // The contract would get it, and nothing says that the contract is a token.
            return Optional.of(denied("calldata", "A limited wallet sends no coins beside a token's call.", member));
        }
        Address destination = token.map(Spending.OfToken::destination).orElse(target);
        List<Address> allowed = policy.allowedDestinations();
        if (allowed != null && !allowed.contains(destination)) {
            return Optional.of(
                    denied("allowed_destinations", "The wallet may not pay to " + destination + ".", member));
        }
        return over("", policy.maxPerTransaction(), policy.maxPerDay(), spending.maxCost(), spent, member)
                .or(() -> token.flatMap(one -> tokenOver(one, member)));
    }

    private Optional<ProblemException> tokenOver(Spending.OfToken one, @Nullable String member) {
        Policy.TokenLimits limits = policy.of(one.token());
        return limits == null
                ? Optional.empty()
                : over(
                        "tokens." + one.token() + ".",
                        limits.maxPerTransaction(),
                        limits.maxPerDay(),
                        one.amount(),
                        spentTokens.getOrDefault(one.token(), BigInteger.ZERO),
                        member);
    }

    /**
     * Why the policy refuses that a payment, counted already, may cost more. A pause does not: what was accepted before it
     * is to be mined, or all that came after it waits behind it.
     *
     * @param maxCost wei that it may cost then
     * @param more wei of them beyond what is counted
     */
    public Optional<ProblemException> refusingMore(BigInteger maxCost, BigInteger more) {
        if (more.signum() <= 0) {
            return Optional.empty();
        }
        Wei perTransaction = policy.maxPerTransaction();
        Wei perDay = policy.maxPerDay();
        if (perTransaction != null && maxCost.compareTo(perTransaction.value()) > 0) {
            return Optional.of(exceeded("max_per_transaction", perTransaction.value(), BigInteger.ZERO, maxCost, null));
        }
        return perDay != null && spent.add(more).compareTo(perDay.value()) > 0
                ? Optional.of(exceeded("max_per_day", perDay.value(), spent, more, null))
                : Optional.empty();
    }

    /** Once it is accepted. */
    public Allowance less(Spending spending) {
        Map<Address, BigInteger> tokens = new HashMap<>(spentTokens);
        spending.ofToken().ifPresent(one -> tokens.merge(one.token(), one.amount(), BigInteger::add));
        return new Allowance(policy, spent.add(spending.maxCost()), tokens);
    }

    private static Optional<ProblemException> over(
            String prefix,
            @Nullable Wei perTransaction,
            @Nullable Wei perDay,
            BigInteger wanted,
            BigInteger before,
            @Nullable String member) {
        if (perTransaction != null && wanted.compareTo(perTransaction.value()) > 0) {
            return Optional.of(
                    exceeded(prefix + "max_per_transaction", perTransaction.value(), BigInteger.ZERO, wanted, member));
        }
        return perDay != null && before.add(wanted).compareTo(perDay.value()) > 0
                ? Optional.of(exceeded(prefix + "max_per_day", perDay.value(), before, wanted, member))
                : Optional.empty();
    }

    private static ProblemException exceeded(
            String rule, BigInteger limit, BigInteger before, BigInteger wanted, @Nullable String member) {
        String detail = "The wallet's limit " + rule + " is " + limit + "; " + before + " are spent, " + wanted
                + " are asked for.";
        return problem(
                detail,
                member,
                Map.of(
                        "rule", rule,
                        "limit", limit.toString(),
                        "spent", before.toString(),
                        "requested", wanted.toString()));
    }

    private static ProblemException denied(String rule, String detail, @Nullable String member) {
        return problem(detail, member, Map.of("rule", rule));
    }

    private static ProblemException problem(String detail, @Nullable String member, Map<String, Object> extra) {
        return new ProblemException(
                PaymentError.POLICY_DENIED,
                detail,
                member == null ? List.of() : List.of(new FieldError(member, detail)),
                null,
                extra);
    }
}

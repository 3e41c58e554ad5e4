package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Prices a checked request and puts it on its wallet's line. */
@Component
final class Acceptance {
    private final Funds funds;
    private final Pricing pricing;
    private final FundedGas gas;
    private final HoldingsReader holdings;
    private final NonceLine line;
    private final OrderForm form;

    Acceptance(Funds funds, Pricing pricing, FundedGas gas, HoldingsReader holdings, NonceLine line, OrderForm form) {
        this.funds = funds;
        this.pricing = pricing;
        this.gas = gas;
        this.holdings = holdings;
        this.line = line;
        this.form = form;
    }

    StoredAnswer accept(
            Wallet wallet,
            Chain chain,
            SubmissionRequest request,
            Instruction instruction,
            @Nullable IdempotencyKey key) {
        return accept(
                new AccountKey(chain.id(), wallet.address()),
                key,
                () -> PaymentRequest.of(order(wallet, chain, request, instruction, true), key));
    }

    /** The same for several that are accepted together or not at all. */
    StoredAnswer accept(
            Wallet wallet,
            Chain chain,
            List<SubmissionRequest> requests,
            List<Instruction> instructions,
            @Nullable IdempotencyKey key) {
        return accept(new AccountKey(chain.id(), wallet.address()), key, () -> {
            List<PaymentOrder> orders = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                try {
                    orders.add(order(wallet, chain, requests.get(i), instructions.get(i), i == 0));
                } catch (ProblemException e) {
                    throw ofMember(i, e);
                }
            }
            return new PaymentRequest(orders, true, key);
        });
    }

    private StoredAnswer accept(AccountKey account, @Nullable IdempotencyKey key, Supplier<PaymentRequest> prepared) {
        try {
            funds.requireFollowed(account.chainId());
            return line.accept(prepared.get());
        } catch (ProblemException e) {
            // Its twin may have been accepted while this one was looked at: then this one is too.
            if (key == null || e.code().status() >= 500) {
                throw e;
            }
            return line.repeated(account, key).orElseThrow(() -> e);
        }
    }

    private PaymentOrder order(
            Wallet wallet, Chain chain, SubmissionRequest request, Instruction instruction, boolean alone) {
        if (instruction.token() != null) {
            funds.requireToken(new AccountKey(chain.id(), wallet.address()), instruction.token());
        }
        OfferedFees fees = pricing.offer(chain, chain.node(), request);
        long gasLimit = gas(chain, instruction, fees, alone);
        return form.order(wallet, chain.id(), request, instruction, fees, gasLimit);
    }

    /** A token's transfer that would revert because others stand before it is refused for them. */
    private long gas(Chain chain, Instruction instruction, OfferedFees fees, boolean alone) {
        try {
            return gas.decide(chain, instruction, fees, alone);
        } catch (ProblemException e) {
            Address token = instruction.token();
            if (token == null || e.code() != PaymentError.WOULD_REVERT) {
                throw e;
            }
            BigInteger available = holdings.atHead(new AccountKey(chain.id(), instruction.from()), token)
                    .available();
            BigInteger required = instruction.amount().value();
            if (available.compareTo(required) >= 0) {
                throw e;
            }
            throw new ProblemException(
                    PaymentError.INSUFFICIENT_FUNDS,
                    "The payment costs " + required + " of token " + token + "; " + available + " are available.",
                    List.of(),
                    null,
                    Map.of("required", required.toString(), "available", available.toString()));
        }
    }

    /** The refusal of one member is the refusal of all, and names it. */
    private static ProblemException ofMember(int index, ProblemException e) {
        String member = "transactions[" + index + "]";
        List<FieldError> errors = e.errors().isEmpty()
                ? List.of(new FieldError(member, String.valueOf(e.getMessage())))
                : e.errors().stream()
                        .map(error -> new FieldError(member + "." + error.field(), error.message()))
                        .toList();
        return new ProblemException(
                e.code(), String.valueOf(e.getMessage()), errors, e.retryAfter().orElse(null), e.extra());
    }
}

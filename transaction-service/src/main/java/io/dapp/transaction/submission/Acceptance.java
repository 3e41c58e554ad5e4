package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Prices a checked request and puts it on its wallet's line. */
@Component
final class Acceptance {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Funds funds;
    private final Pricing pricing;
    private final AskedContracts contracts;
    private final NonceLine line;
    private final OrderForm form;
    private final Duration askedWithin;

    Acceptance(
            Funds funds,
            Pricing pricing,
            AskedContracts contracts,
            NonceLine line,
            OrderForm form,
            SubmissionSettings settings) {
        this.funds = funds;
        this.pricing = pricing;
        this.contracts = contracts;
        this.line = line;
        this.form = form;
        this.askedWithin = settings.askedWithin();
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
            long deadline = System.nanoTime() + askedWithin.toNanos();
            List<PaymentOrder> orders = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                if (System.nanoTime() > deadline) {
                    throw tooSlow(i);
                }
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
        contracts.requireToken(wallet, chain, instruction);
        OfferedFees fees = pricing.offer(chain, chain.node(), request);
        long gasLimit = contracts.gas(wallet, chain, instruction, fees, alone);
        return form.order(wallet, chain.id(), request, instruction, fees, gasLimit);
    }

    private static ProblemException tooSlow(int members) {
        return new ProblemException(
                PaymentError.CHAIN_UNAVAILABLE,
                "Only the first " + members + " could be tried out in time; nothing is recorded.",
                RETRY_AFTER);
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

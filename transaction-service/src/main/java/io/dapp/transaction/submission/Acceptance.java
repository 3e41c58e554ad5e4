package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Prices a checked request and puts it on its wallet's line. */
@Component
final class Acceptance {
    private final Funds funds;
    private final Pricing pricing;
    private final FundedGas gas;
    private final NonceLine line;
    private final OrderForm form;

    Acceptance(Funds funds, Pricing pricing, FundedGas gas, NonceLine line, OrderForm form) {
        this.funds = funds;
        this.pricing = pricing;
        this.gas = gas;
        this.line = line;
        this.form = form;
    }

    StoredAnswer accept(Wallet wallet, Chain chain, SubmissionRequest request, @Nullable IdempotencyKey key) {
        try {
            funds.requireFollowed(chain.id());
            OfferedFees fees = pricing.offer(chain, chain.node(), request);
            return line.accept(form.order(wallet, chain.id(), request, fees, gas.decide(chain, request, fees), key));
        } catch (ProblemException e) {
            // Its twin may have been accepted while this one was looked at: then this one is too.
            if (key == null || e.code().status() >= 500) {
                throw e;
            }
            return line.repeated(new AccountKey(chain.id(), wallet.address()), key)
                    .orElseThrow(() -> e);
        }
    }
}

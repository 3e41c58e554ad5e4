package io.dapp.transaction.query;

import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.chain.UnknownChainException;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Payments as of the head that their chain's follower holds. */
@Component
final class Snapshots {
    private final Chains chains;
    private final Funds funds;

    Snapshots(Chains chains, Funds funds) {
        this.chains = chains;
        this.funds = funds;
    }

    PaymentSnapshot now(Payment payment) {
        return PaymentSnapshot.of(payment, funds.followed(payment.chainId()), required(payment.chainId()));
    }

    /** Null for a chain that is no longer configured. */
    private @Nullable Integer required(ChainId chainId) {
        try {
            return chains.require(chainId).settings().toldConfirmations();
        } catch (UnknownChainException e) {
            return null;
        }
    }
}

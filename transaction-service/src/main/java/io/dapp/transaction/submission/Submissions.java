package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.wallet.Wallet;
import io.dapp.transaction.core.wallet.WalletStore;
import io.dapp.transaction.http.ChainChoice;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what a request is about: nothing that can be refused without asking a node gets further. */
@Component
final class Submissions {
    private final SubmissionChecks checks;
    private final WalletStore wallets;
    private final ChainChoice chains;
    private final Acceptance acceptance;

    Submissions(SubmissionChecks checks, WalletStore wallets, ChainChoice chains, Acceptance acceptance) {
        this.checks = checks;
        this.wallets = wallets;
        this.chains = chains;
        this.acceptance = acceptance;
    }

    StoredAnswer submit(UUID user, SubmissionRequest request, @Nullable IdempotencyKey key) {
        checks.check(request);
        Chain chain = chains.choose(request.chainId());
        Wallet wallet = wallets.find(user, Objects.requireNonNull(request.from()))
                .orElseThrow(() ->
                        new ProblemException(PaymentError.WALLET_NOT_FOUND, "None of your wallets has this address."));
        return ChainChoice.asking(() -> acceptance.accept(wallet, chain, request, key));
    }
}

package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.wallet.Wallet;
import io.dapp.transaction.http.ChainChoice;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what a request is about: nothing that can be refused without asking a node gets further. */
@Component
final class Submissions {
    private final SubmissionChecks checks;
    private final KnownWallets wallets;
    private final ChainChoice chains;
    private final Acceptance acceptance;

    Submissions(SubmissionChecks checks, KnownWallets wallets, ChainChoice chains, Acceptance acceptance) {
        this.checks = checks;
        this.wallets = wallets;
        this.chains = chains;
        this.acceptance = acceptance;
    }

    StoredAnswer submit(UUID user, SubmissionRequest request, @Nullable IdempotencyKey key) {
        Instruction instruction = checks.check(request);
        Chain chain = chains.choose(request.chainId());
        Wallet wallet = wallet(user, instruction);
        return ChainChoice.asking(() -> acceptance.accept(wallet, chain, request, instruction, key));
    }

    StoredAnswer submit(UUID user, BatchRequest batch, @Nullable IdempotencyKey key) {
        List<Instruction> instructions = checks.check(batch);
        List<SubmissionRequest> requests = Objects.requireNonNull(batch.transactions()).stream()
                .map(request -> Objects.requireNonNull(request))
                .toList();
        Chain chain = chains.choose(requests.getFirst().chainId());
        Wallet wallet = wallet(user, instructions.getFirst());
        return ChainChoice.asking(() -> acceptance.accept(wallet, chain, requests, instructions, key));
    }

    private Wallet wallet(UUID user, Instruction instruction) {
        return wallets.find(user, instruction.from())
                .orElseThrow(() ->
                        new ProblemException(PaymentError.WALLET_NOT_FOUND, "None of your wallets has this address."));
    }
}

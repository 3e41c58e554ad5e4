package io.dapp.transaction.outside;

import io.dapp.chain.Chain;
import io.dapp.chain.TransactionHash;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.outside.OutsideRecords;
import io.dapp.transaction.core.outside.OutsideRequest;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.http.ChainChoice;
import io.dapp.transaction.http.Trials;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes over what was signed elsewhere: who has a record of it gets that one, whatever a node says now. */
@Component
final class Outside {
    private final RawChecks checks;
    private final ChainChoice chains;
    private final Funds funds;
    private final Trials trials;
    private final OutsideRecords records;
    private final PaymentIds ids;

    Outside(RawChecks checks, ChainChoice chains, Funds funds, Trials trials, OutsideRecords records, PaymentIds ids) {
        this.checks = checks;
        this.chains = chains;
        this.funds = funds;
        this.trials = trials;
        this.records = records;
        this.ids = ids;
    }

    StoredAnswer send(UUID user, RawRequest request, @Nullable IdempotencyKey key) {
        DecodedTransaction transaction = checks.decode(request.raw());
        Chain chain = checks.chain(transaction);
        OutsideRequest asked =
                OutsideRequest.send(ids.next(), user, transaction, Objects.requireNonNull(request.raw()));
        if (!records.has(asked)) {
            RawChecks.requireWellFormed(chain.settings(), transaction);
            trials.of(
                    user,
                    () -> ChainChoice.asking(() -> {
                        funds.requireFollowed(chain.id());
                        checks.requireTakable(chain, transaction);
                        return chain;
                    }));
        }
        return records.accept(asked, key);
    }

    StoredAnswer track(UUID user, TrackRequest request, @Nullable IdempotencyKey key) {
        TransactionHash hash = request.hash();
        if (hash == null) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("hash", "is required")));
        }
        Chain chain = chains.choose(request.chainId());
        OutsideRequest asked = OutsideRequest.track(ids.next(), user, chain.id(), hash);
        if (!records.has(asked)) {
            ChainChoice.asking(() -> {
                funds.requireFollowed(chain.id());
                return chain.node();
            });
        }
        return records.accept(asked, key);
    }
}

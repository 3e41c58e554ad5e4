package io.dapp.transaction.contract;

import io.dapp.chain.ChainId;
import io.dapp.chain.abi.AbiEvent;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.contract.ContractSubscription;
import io.dapp.transaction.core.contract.ContractSubscriptions;
import io.dapp.transaction.core.contract.ContractSubscriptions.Wish;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.FollowerCursors;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.http.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Makes subscriptions: one for each request, however often it comes, and no more than a user may have. */
@Component
final class SubscriptionMaker {
    private static final Duration RETRY_AFTER = Duration.ofHours(1);
    private static final int CREATED = 201;

    private final ContractSubscriptions subscriptions;
    private final ContractSettings settings;
    private final FollowerCursors cursors;
    private final PaymentIds ids;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    SubscriptionMaker(
            ContractSubscriptions subscriptions,
            ContractSettings settings,
            FollowerCursors cursors,
            PaymentIds ids,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.subscriptions = subscriptions;
        this.settings = settings;
        this.cursors = cursors;
        this.ids = ids;
        this.keys = keys;
        this.transaction = transaction;
        this.json = json;
    }

    StoredAnswer make(UUID owner, ChainId chain, SubscriptionRequest request, @Nullable IdempotencyKey key) {
        AbiEvent event = event(request.event());
        requireNear(chain, request.fromBlock());
        Wish wish = new Wish(
                ids.next(), owner, chain, request.address(), request.event(), event.topic(), request.fromBlock());
        Optional<StoredAnswer> made = Recording.in(transaction, status -> {
            int present = subscriptions.count(owner);
            // After the count has waited for a twin: what that one stored is the answer, also at the bound.
            Optional<StoredAnswer> given = key == null ? Optional.empty() : keys.find(key);
            if (given.isPresent()) {
                return given;
            }
            if (present >= settings.subscriptionsPerUser()) {
                throw new ProblemException(
                        CommonError.RATE_LIMITED,
                        "No more than " + settings.subscriptionsPerUser() + " subscriptions at a time are possible.",
                        RETRY_AFTER);
            }
            ContractSubscription subscription = subscriptions.insert(wish);
            StoredAnswer answer = new StoredAnswer(CREATED, json.writeValueAsString(SubscriptionView.of(subscription)));
            if (key != null && !keys.insert(List.of(new Stored(key, answer)))) {
                status.setRollbackOnly();
                return Optional.<StoredAnswer>empty();
            }
            return Optional.of(answer);
        });
        // A twin was faster and has committed: its subscription is the answer.
        return made.or(() -> key == null ? Optional.empty() : keys.find(key)).orElseThrow();
    }

    private void requireNear(ChainId chain, @Nullable Long fromBlock) {
        long lowest = cursors.read(chain)
                .map(head -> head.block().number() - settings.historyBlocks())
                .orElse(0L);
        if (fromBlock != null && fromBlock < lowest) {
            throw invalid("from_block", "must not be below block " + lowest + " now");
        }
    }

    private static AbiEvent event(String declaration) {
        try {
            return AbiEvent.parse(declaration);
        } catch (IllegalArgumentException e) {
            throw invalid("event", String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException invalid(String field, String message) {
        return new ProblemException(
                CommonError.INVALID_REQUEST, "Some fields are not valid", List.of(new FieldError(field, message)));
    }
}

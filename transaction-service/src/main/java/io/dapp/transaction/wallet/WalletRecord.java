package io.dapp.transaction.wallet;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.wallet.KeyIntents;
import io.dapp.transaction.core.wallet.WalletStore;
import io.dapp.transaction.http.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Records wallets with the answers to their requests, no more than a user may have. */
@Component
final class WalletRecord {
    private static final Duration RETRY_AFTER = Duration.ofHours(1);
    private static final int CREATED = 201;

    private final WalletStore wallets;
    private final KeyIntents intents;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final WalletSettings settings;
    private final JsonMapper json;

    WalletRecord(
            WalletStore wallets,
            KeyIntents intents,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            WalletSettings settings,
            JsonMapper json) {
        this.wallets = wallets;
        this.intents = intents;
        this.keys = keys;
        this.transaction = transaction;
        this.settings = settings;
        this.json = json;
    }

    /** What is asked for. */
    record Wish(UUID owner, @Nullable String name, @Nullable IdempotencyKey key) {}

    /** Notes that a key is about to be made for it, before that costs anything. */
    void begin(Wish wish, UUID intent) {
        transaction.executeWithoutResult(status -> {
            requireRoom(wallets.count(wish.owner(), settings.unknownFor()));
            intents.begin(intent, wish.owner());
        });
    }

    /**
     * Records one, or answers as a twin was answered.
     *
     * @param taking the key, inside the transaction
     * @return empty where it has none
     * @throws ProblemException {@code rate_limited}
     */
    Optional<StoredAnswer> add(Wish wish, Supplier<Optional<WalletKey>> taking) {
        return Recording.in(transaction, status -> {
            Optional<WalletKey> taken = taking.get();
            if (taken.isEmpty()) {
                return Optional.<StoredAnswer>empty();
            }
            int present = wallets.count(wish.owner(), settings.unknownFor());
            // After the count has waited for a twin: what that one stored is the answer, also at the bound.
            Optional<StoredAnswer> given = wish.key() == null ? Optional.empty() : keys.find(wish.key());
            if (given.isPresent()) {
                status.setRollbackOnly();
                return given;
            }
            requireRoom(present);
            StoredAnswer answer = new StoredAnswer(
                    CREATED,
                    json.writeValueAsString(WalletView.of(wallets.insert(wish.owner(), wish.name(), taken.get()))));
            if (wish.key() != null && !keys.insert(List.of(new Stored(wish.key(), answer)))) {
                throw new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE, "A twin was faster: repeat it.", Duration.ofSeconds(1));
            }
            return Optional.of(answer);
        });
    }

    private void requireRoom(int present) {
        if (present >= settings.perUser()) {
            throw new ProblemException(
                    CommonError.RATE_LIMITED,
                    "No more than " + settings.perUser() + " wallets of one user are made.",
                    RETRY_AFTER);
        }
    }
}

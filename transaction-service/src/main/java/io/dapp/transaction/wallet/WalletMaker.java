package io.dapp.transaction.wallet;

import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.wallet.WalletStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Makes wallets: one for each request, however often it comes. */
@Component
final class WalletMaker {
    private static final int CREATED = 201;

    private final Signer signer;
    private final WalletStore wallets;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    WalletMaker(
            Signer signer,
            WalletStore wallets,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.signer = signer;
        this.wallets = wallets;
        this.keys = keys;
        this.transaction = transaction;
        this.json = json;
    }

    StoredAnswer make(UUID owner, @Nullable String name, @Nullable IdempotencyKey key) {
        WalletKey walletKey = signer.create();
        Optional<StoredAnswer> made = Objects.requireNonNull(transaction.execute(status -> {
            StoredAnswer answer = new StoredAnswer(
                    CREATED, json.writeValueAsString(WalletView.of(wallets.insert(owner, name, walletKey))));
            if (key != null && !keys.insert(List.of(new Stored(key, answer)))) {
                status.setRollbackOnly();
                return Optional.<StoredAnswer>empty();
            }
            return Optional.of(answer);
        }));
        // A twin was faster and has committed: its wallet is the answer.
        return made.or(() -> key == null ? Optional.empty() : keys.find(key)).orElseThrow();
    }
}

package io.dapp.transaction.wallet;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.wallet.WalletStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Makes wallets: one for each request, however often it comes. */
@Component
final class WalletMaker {
    private static final Logger log = LoggerFactory.getLogger(WalletMaker.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
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

    /**
     * Makes one, or answers as a twin was answered.
     *
     * @throws ProblemException {@code signer_unavailable}: nothing is recorded
     */
    StoredAnswer make(UUID owner, @Nullable String name, @Nullable IdempotencyKey key) {
        WalletKey walletKey = newKey();
        Optional<StoredAnswer> made = Objects.requireNonNull(transaction.execute(status -> {
            StoredAnswer answer = new StoredAnswer(
                    CREATED, json.writeValueAsString(WalletView.of(wallets.insert(owner, name, walletKey))));
            if (key != null && !keys.insert(List.of(new Stored(key, answer)))) {
                status.setRollbackOnly();
                return Optional.<StoredAnswer>empty();
            }
            return Optional.of(answer);
        }));
        if (made.isEmpty()) {
            log.info("the key of {} was made for nothing: a twin was faster", walletKey.address());
        }
        // A twin was faster and has committed: its wallet is the answer.
        return made.or(() -> key == null ? Optional.empty() : keys.find(key)).orElseThrow();
    }

    private WalletKey newKey() {
        try {
            return signer.create();
        } catch (SignerUnavailableException e) {
            log.warn("no key for a new wallet: {}", e.getMessage());
            throw new ProblemException(
                    PaymentError.SIGNER_UNAVAILABLE, "A wallet's key cannot be made now.", RETRY_AFTER);
        }
    }
}

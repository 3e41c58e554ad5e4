package io.dapp.transaction.wallet;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.wallet.KeyIntents;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes wallets: one for each request, however often it comes. */
@Component
final class WalletMaker {
    private static final Logger log = LoggerFactory.getLogger(WalletMaker.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Signer signer;
    private final WalletRecord wallets;
    private final KeyIntents intents;
    private final PaymentIds ids;
    private final WalletSettings settings;

    WalletMaker(Signer signer, WalletRecord wallets, KeyIntents intents, PaymentIds ids, WalletSettings settings) {
        this.signer = signer;
        this.wallets = wallets;
        this.intents = intents;
        this.ids = ids;
        this.settings = settings;
    }

    /**
     * Makes one, or answers as a twin was answered.
     *
     * @throws ProblemException {@code signer_unavailable}, {@code rate_limited}: no wallet is recorded
     */
    StoredAnswer make(UUID owner, @Nullable String name, @Nullable IdempotencyKey key) {
        WalletRecord.Wish wish = new WalletRecord.Wish(owner, name, key);
        if (!signer.createsRemotely()) {
            WalletKey made = newKey(signer::create);
            return wallets.add(wish, () -> Optional.of(made)).orElseThrow();
        }
        // A key that nobody's wallet got costs as much as one in use, and nobody has seen its address.
        return wallets.add(wish, () -> intents.takeSpare(settings.spareAfter())).orElseGet(() -> remote(wish));
    }

    private StoredAnswer remote(WalletRecord.Wish wish) {
        UUID intent = ids.next();
        wallets.begin(wish, intent);
        WalletKey made = newKey(() -> signer.create(intent));
        if (made instanceof WalletKey.Kms kms) {
            intents.made(intent, kms);
        }
        return wallets.add(wish, () -> intents.take(intent) ? Optional.of(made) : Optional.empty())
                .orElseThrow(() -> new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE, "It took too long; nothing is recorded.", RETRY_AFTER));
    }

    private static WalletKey newKey(Supplier<WalletKey> maker) {
        try {
            return maker.get();
        } catch (SignerUnavailableException e) {
            log.warn("no key for a new wallet: {}", e.getMessage());
            throw new ProblemException(
                    PaymentError.SIGNER_UNAVAILABLE, "A wallet's key cannot be made now.", RETRY_AFTER);
        }
    }
}

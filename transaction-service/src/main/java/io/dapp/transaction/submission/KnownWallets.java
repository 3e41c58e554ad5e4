package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.transaction.core.wallet.Wallet;
import io.dapp.transaction.core.wallet.WalletStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The wallets that payments were last asked from. A wallet has its address, owner and key for good; where its key has been
 * encrypted anew since, this process still has the master key that it was under when it was read.
 */
@Component
final class KnownWallets {
    private final WalletStore store;
    private final Map<Key, Wallet> known;

    private record Key(UUID owner, Address address) {}

    KnownWallets(WalletStore store, SubmissionSettings settings) {
        this.store = store;
        int most = settings.knownWallets();
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Wallet> eldest) {
                return size() > most;
            }
        };
    }

    /** Empty where the owner has no such wallet now: that is asked each time. */
    Optional<Wallet> find(UUID owner, Address address) {
        Key key = new Key(owner, address);
        synchronized (known) {
            Wallet wallet = known.get(key);
            if (wallet != null) {
                return Optional.of(wallet);
            }
        }
        Optional<Wallet> found = store.find(owner, address);
        found.ifPresent(wallet -> {
            synchronized (known) {
                known.put(key, wallet);
            }
        });
        return found;
    }
}

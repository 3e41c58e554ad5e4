package io.dapp.transaction.core.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.signing.WalletKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A custodial wallet. */
public record Wallet(UUID ownerId, @Nullable String name, WalletKey key, Instant createdAt) {
    public Address address() {
        return key.address();
    }
}

package io.dapp.transaction.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.wallet.Wallet;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A wallet as its owner sees it. */
record WalletView(
        @Schema(type = "string") Address address, @Nullable String name, Instant createdAt) {
    static WalletView of(Wallet wallet) {
        return new WalletView(wallet.address(), wallet.name(), wallet.createdAt());
    }
}

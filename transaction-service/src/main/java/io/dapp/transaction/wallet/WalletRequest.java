package io.dapp.transaction.wallet;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A wallet to be made.
 *
 * @param name for people
 */
record WalletRequest(
        @Pattern(regexp = NAME, message = "must be 1 to 100 characters without control characters") @Nullable
        String name) {
    private static final String NAME = "[^\\p{Cntrl}\\p{Cs}]{1,100}";
}

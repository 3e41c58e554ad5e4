package io.dapp.transaction.core.contract;

import io.dapp.chain.Log;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log that a subscription asked for.
 *
 * @param args as {@link ContractEvent#args()}
 */
public record Sighting(
        UUID subscriptionId, Log log, @Nullable String args) {
    /** About how much it takes to write. */
    long size() {
        return args == null ? 0 : args.length();
    }
}

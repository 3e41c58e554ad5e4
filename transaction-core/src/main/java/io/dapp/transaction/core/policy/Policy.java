package io.dapp.transaction.core.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet may spend; null: without limit. A zero is a limit.
 *
 * @param maxPerTransaction wei, fees counted
 * @param maxPerDay wei in any 24 hours on one chain, fees counted
 * @param allowedDestinations whom payments may be for; of a token's call, whom it moves to or lets spend
 * @param tokens limits in the base units of ERC-20 contracts, by their address; one that is not named has none
 * @param paused whether nothing new is accepted
 */
public record Policy(
        @Nullable Wei maxPerTransaction,
        @Nullable Wei maxPerDay,
        @Nullable List<Address> allowedDestinations,
        @Nullable Map<String, TokenLimits> tokens,
        @Nullable Boolean paused) {
    /** No limit at all. */
    public static final Policy UNLIMITED = new Policy(null, null, null, null, false);

    /** Limits of one token, in its base unit; null: without limit. */
    public record TokenLimits(
            @Nullable Wei maxPerTransaction, @Nullable Wei maxPerDay) {}

    public Policy {
        // Not copyOf: a null that somebody wrote there is refused by its place, not by an exception.
        allowedDestinations =
                allowedDestinations == null ? null : Collections.unmodifiableList(new ArrayList<>(allowedDestinations));
        tokens = tokens == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
        paused = paused != null && paused;
    }

    /** Whether it looks into what payments do: then other calldata than that of tokens is refused. */
    @JsonIgnore
    public boolean isLimited() {
        return maxPerTransaction != null || maxPerDay != null || allowedDestinations != null || tokens != null;
    }

    boolean limitsTokensPerDay() {
        return tokens != null && tokens.values().stream().anyMatch(limits -> limits.maxPerDay() != null);
    }

    boolean stopped() {
        return Boolean.TRUE.equals(paused);
    }

    @Nullable
    TokenLimits of(Address token) {
        return tokens == null ? null : tokens.get(token.toString());
    }
}

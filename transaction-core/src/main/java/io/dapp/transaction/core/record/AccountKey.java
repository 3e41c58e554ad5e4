package io.dapp.transaction.core.record;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import java.util.Comparator;

/** An account on a chain: what has one nonce line and one send lease. Ordered as its row is locked. */
public record AccountKey(ChainId chainId, Address address) implements Comparable<AccountKey> {
    private static final Comparator<AccountKey> ORDER =
            Comparator.comparing(AccountKey::chainId).thenComparing(AccountKey::address);

    @Override
    public int compareTo(AccountKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return chainId + ":" + address;
    }
}

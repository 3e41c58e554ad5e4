package io.dapp.chain;

import java.util.Collection;

/** The configured chains. */
@SuppressWarnings("DoNotCallSuggester")
public final class Chains {
    Chains() {}

    /**
     * The chain with this id.
     *
     * @throws UnknownChainException when no chain with this id is configured
     */
    public Chain require(ChainId id) {
        throw new UnknownChainException(id);
    }

    /** The default chain: the one configured first. */
    public Chain first() {
        throw new UnsupportedOperationException();
    }

    public Collection<Chain> all() {
        throw new UnsupportedOperationException();
    }
}

package io.dapp.chain;

/** One chain and its nodes. */
@SuppressWarnings("DoNotCallSuggester")
public final class Chain {
    Chain() {}

    /** The name it is configured by. */
    public String name() {
        throw new UnsupportedOperationException();
    }

    public ChainId id() {
        return settings().chainId();
    }

    public ChainSettings settings() {
        throw new UnsupportedOperationException();
    }

    /**
     * The node to take one decision with: it answers, is of this chain, agrees with the record and is not behind the
     * others. The same one is given as long as it stays so.
     *
     * @throws ChainUnavailableException when there is none
     */
    public Node node() {
        throw new UnsupportedOperationException();
    }
}

package io.dapp.chain;

/** What the platform needs a node for, whoever asks: where it fails at one of these, no caller is to blame. */
enum Duty {
    /** Steps of following: blocks, and receipts and logs of blocks. */
    FOLLOWING(1),
    /** Taking transactions: calls in which it refused every one for a reason of its own. */
    SENDING(1),
    /** Calls in which it refused every transaction for a reason that nobody knows: it may be the transactions'. */
    SENDING_UNCLEAR(4),
    /** The {@code finalized} tag, where it decides: a young chain has none yet. */
    FINALITY(4),
    HEADS(1),
    FEES(1),
    NONCES(1),
    BALANCES(1),
    CODE(1);

    private final int patience;

    Duty(int patience) {
        this.patience = patience;
    }

    /** How many failures in a row are one too many. */
    int failures(ChainSettings settings) {
        return patience * settings.avoidAfter();
    }
}

package io.dapp.chain;

/** Whether a transaction count includes what waits in the node's pool. */
public enum CountAt {
    LATEST,
    PENDING
}

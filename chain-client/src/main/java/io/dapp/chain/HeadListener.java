package io.dapp.chain;

/** Told of each new head of a node; returns at once. */
public interface HeadListener {
    void headSeen(Node node, BlockHeader head);
}

package io.dapp.chain;

/** Told of what happens to nodes, on a thread of the node's own; returns at once. */
public interface NodeListener {
    /** A node in use has a new head; some may be left out, none comes twice in a row. */
    void headSeen(Node node, BlockHeader head);

    /** A node can be used (again). What its pool held before may be gone. */
    void returned(Node node);
}

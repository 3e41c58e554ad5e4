package io.dapp.chain;

/** What a node made of signed bytes it was given. A lost answer is {@link Later}. */
public sealed interface SendAnswer {
    /** There is no use in sending them again now: the chain decides from here. */
    sealed interface Accepted extends SendAnswer {}

    /** The node has these very bytes. */
    record Known() implements Accepted {}

    /** The nonce is used in the node's chain; by which transaction, only the blocks say. The node need not have this one. */
    record NonceTooLow() implements Accepted {}

    /** Not taken now; the same bytes are sent again later. */
    record Later(String why) implements SendAnswer {}
}

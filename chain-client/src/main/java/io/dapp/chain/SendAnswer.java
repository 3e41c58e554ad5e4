package io.dapp.chain;

/** What a node made of signed bytes it was given. A lost answer is {@link Later}. */
public sealed interface SendAnswer {
    /** There is no use in sending them again now: the chain decides from here. */
    sealed interface Accepted extends SendAnswer {}

    /** The node has these very bytes. */
    record Known() implements Accepted {}

    /** The nonce is used in the node's chain; by which transaction, only the blocks say. The node need not have this one. */
    record NonceTooLow() implements Accepted {}

    /** Not taken now; the same bytes are sent again later, or others that offer more. */
    record Later(String why, Kind kind) implements SendAnswer {
        public Later(String why) {
            this(why, Kind.OTHER);
        }
    }

    /**
     * No node with these rules ever takes these bytes, whatever happens around them; other bytes must use the nonce. One
     * node's word: another, or this one after an upgrade, may have other rules.
     */
    record Fill(String why) implements SendAnswer {}

    /** What stands in the way for now. */
    enum Kind {
        /** The pool holds another transaction of this nonce, which offers about as much or more. */
        REPLACEMENT_UNDERPRICED,
        /** Less is offered than the pool or the next block takes. */
        FEE_TOO_LOW,
        /** The account cannot pay for it beside what the pool holds of it. */
        FUNDS,
        /** The pool is full, or of this account's transactions. */
        POOL_LIMIT,
        /** The pool lacks a lower nonce. */
        NONCE_GAP,
        /** The node is of another chain. */
        WRONG_CHAIN,
        /** The node takes none now, whatever it is given: a limit on calls, a failure of its own, no answer in time. */
        NODE,
        /** Anything else. */
        OTHER
    }
}

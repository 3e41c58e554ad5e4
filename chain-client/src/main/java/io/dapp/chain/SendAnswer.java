package io.dapp.chain;

/** What a node made of signed bytes it was given. A lost answer is {@link Later}. */
public sealed interface SendAnswer {
    /** The node has it, had it already, or its nonce is used: the chain decides from here. */
    record Accepted() implements SendAnswer {}

    /** Not taken now; the same bytes are sent again later. */
    record Later(String why) implements SendAnswer {}
}

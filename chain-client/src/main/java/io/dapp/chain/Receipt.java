package io.dapp.chain;

/** What a transaction did in the block it is in. */
public record Receipt(TransactionHash hash, BlockRef block, boolean succeeded, long gasUsed) {}

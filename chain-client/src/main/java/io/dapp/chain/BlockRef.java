package io.dapp.chain;

/** A block by number and hash. */
public record BlockRef(long number, BlockHash hash) {}

package io.dapp.transaction.core.signing;

import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.Bytes;

/** A transaction's bytes as a node takes them, and their hash. */
public record SignedTransaction(TransactionHash hash, Bytes raw) {}

package io.dapp.transaction.core.line;

import java.math.BigInteger;

/**
 * What an account has, as admission sees it.
 *
 * @param balance wei, at {@code blockNumber}
 * @param reserved wei that its payments which are not in a block up to that one may cost
 * @param available what is left, never below zero
 */
public record Holdings(BigInteger balance, BigInteger reserved, BigInteger available, long blockNumber) {}

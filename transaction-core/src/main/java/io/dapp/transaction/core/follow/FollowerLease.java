package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import java.util.UUID;

/**
 * The right to follow a chain, held by this process.
 *
 * @param epoch fences: once another has taken the lease, nothing is written under this one
 */
record FollowerLease(ChainId chainId, UUID holder, long epoch) {}

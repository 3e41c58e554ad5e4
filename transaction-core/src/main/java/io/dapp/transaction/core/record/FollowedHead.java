package io.dapp.transaction.core.record;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import java.time.Instant;

/** The newest block whose effects are all recorded. */
public record FollowedHead(BlockRef block, BlockHash parentHash, Instant timestamp) {}

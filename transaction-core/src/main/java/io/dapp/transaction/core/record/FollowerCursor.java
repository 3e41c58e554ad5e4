package io.dapp.transaction.core.record;

import io.dapp.chain.BlockRef;
import org.jspecify.annotations.Nullable;

/**
 * How far the follower of a chain has come.
 *
 * @param block the newest whose effects are all recorded
 * @param halted why the chain is stopped; null: it runs
 */
public record FollowerCursor(BlockRef block, @Nullable String halted) {}

package io.dapp.transaction.core.line;

import io.dapp.chain.BlockRef;
import io.dapp.chain.Wei;

/** What an account held in a block that the follower had reached. */
public record FundsView(BlockRef block, Wei balance) {}

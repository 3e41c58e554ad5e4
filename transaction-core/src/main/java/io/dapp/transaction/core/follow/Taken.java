package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockRef;
import java.util.UUID;

/** The nonce of one of our payments, used in a block by a transaction that was not made here. */
record Taken(UUID paymentId, BlockRef block) {}

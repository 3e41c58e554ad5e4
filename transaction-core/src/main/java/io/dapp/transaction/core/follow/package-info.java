/** Follows chains: what is in a block, what a reorg dropped and what is final, under one fenced lease per chain. */
@NullMarked
package io.dapp.transaction.core.follow;

import org.jspecify.annotations.NullMarked;

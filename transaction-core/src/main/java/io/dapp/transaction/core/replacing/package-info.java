/** Later attempts at a payment's nonce: raised fees and cancels, asked for by its owner or due by themselves. */
@NullMarked
package io.dapp.transaction.core.replacing;

import org.jspecify.annotations.NullMarked;

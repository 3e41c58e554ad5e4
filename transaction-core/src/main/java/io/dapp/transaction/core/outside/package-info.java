/** Transactions that were signed elsewhere: recorded, sent where their bytes are known, and outside every nonce line. */
@NullMarked
package io.dapp.transaction.core.outside;

import org.jspecify.annotations.NullMarked;

/** Sends an account's payments in nonce order under its send lease. */
@NullMarked
package io.dapp.transaction.core.sending;

import org.jspecify.annotations.NullMarked;

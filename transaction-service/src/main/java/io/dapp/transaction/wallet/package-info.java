/** Custodial wallets: made, listed, and what they hold. */
@NullMarked
package io.dapp.transaction.wallet;

import org.jspecify.annotations.NullMarked;

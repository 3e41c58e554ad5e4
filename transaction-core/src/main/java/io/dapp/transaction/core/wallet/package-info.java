/** Custodial wallets: an address, its owner and its encrypted key. */
@NullMarked
package io.dapp.transaction.core.wallet;

import org.jspecify.annotations.NullMarked;

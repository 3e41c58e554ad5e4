/** Wallets' keys in the database. */
@NullMarked
package io.dapp.transaction.core.wallet;

import org.jspecify.annotations.NullMarked;

/** Transactions that were signed elsewhere: to be sent, or only watched. */
@NullMarked
package io.dapp.transaction.outside;

import org.jspecify.annotations.NullMarked;

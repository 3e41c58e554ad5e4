/** Payments as they stand. */
@NullMarked
package io.dapp.transaction.query;

import org.jspecify.annotations.NullMarked;

/** A request that comes twice is answered twice and done once. */
@NullMarked
package io.dapp.transaction.core.idempotency;

import org.jspecify.annotations.NullMarked;

/** Instances of the payment core on real parts, for tests. */
@NullMarked
package io.dapp.transaction.core.testing;

import org.jspecify.annotations.NullMarked;

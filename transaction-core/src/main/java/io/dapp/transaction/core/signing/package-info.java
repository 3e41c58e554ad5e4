/** Keys at rest, signatures, and the bytes of a transaction. */
@NullMarked
package io.dapp.transaction.core.signing;

import org.jspecify.annotations.NullMarked;

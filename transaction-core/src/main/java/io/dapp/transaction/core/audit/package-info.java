/** Looks whether what must always be true of payments is true: in the record, and of the record on the chain. Changes nothing. */
@NullMarked
package io.dapp.transaction.core.audit;

import org.jspecify.annotations.NullMarked;

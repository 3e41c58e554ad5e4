/** The payment record: its states, attempts and versions, how they are stored and told. */
@NullMarked
package io.dapp.transaction.core.record;

import org.jspecify.annotations.NullMarked;

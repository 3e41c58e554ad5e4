/** The chains and where they stand. */
@NullMarked
package io.dapp.transaction.chain;

import org.jspecify.annotations.NullMarked;

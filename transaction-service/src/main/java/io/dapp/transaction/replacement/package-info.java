/** Speeds up and cancels payments that are not in a block yet. */
@NullMarked
package io.dapp.transaction.replacement;

import org.jspecify.annotations.NullMarked;

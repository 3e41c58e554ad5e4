/** Contract events: who watches what, and what was found in which block. */
@NullMarked
package io.dapp.transaction.core.contract;

import org.jspecify.annotations.NullMarked;

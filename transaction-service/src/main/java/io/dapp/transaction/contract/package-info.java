/** Contract events: subscriptions to them, and what was found. */
@NullMarked
package io.dapp.transaction.contract;

import org.jspecify.annotations.NullMarked;

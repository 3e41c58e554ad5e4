/** What wallets may spend, counted under their accounts' locks. */
@NullMarked
package io.dapp.transaction.core.policy;

import org.jspecify.annotations.NullMarked;

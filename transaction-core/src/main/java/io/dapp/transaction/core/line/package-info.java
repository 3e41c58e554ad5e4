/** One nonce line per chain and account: admission, nonces and signatures in one commit. */
@NullMarked
package io.dapp.transaction.core.line;

import org.jspecify.annotations.NullMarked;

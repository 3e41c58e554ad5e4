/** Payments as they come in: checked, priced, and put on their wallet's nonce line. */
@NullMarked
package io.dapp.transaction.submission;

import org.jspecify.annotations.NullMarked;

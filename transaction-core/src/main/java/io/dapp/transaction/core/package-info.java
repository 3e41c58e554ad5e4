/** The transaction record, its nonce line and signing. */
@NullMarked
package io.dapp.transaction.core;

import org.jspecify.annotations.NullMarked;

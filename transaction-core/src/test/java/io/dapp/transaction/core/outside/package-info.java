/** What was signed elsewhere, recorded. */
@NullMarked
package io.dapp.transaction.core.outside;

import org.jspecify.annotations.NullMarked;

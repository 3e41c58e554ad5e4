/** Follows chains and settles payments. */
@NullMarked
package io.dapp.monitor;

import org.jspecify.annotations.NullMarked;

/** EVM nodes as the platform sees them. */
@NullMarked
package io.dapp.chain;

import org.jspecify.annotations.NullMarked;

/** Declarations, calls and events, checked against the specification and against web3j. */
@NullMarked
package io.dapp.chain.abi;

import org.jspecify.annotations.NullMarked;

/** Solidity's contract ABI: calls and events written as a person writes them, their values as JSON has them. */
@NullMarked
package io.dapp.chain.abi;

import org.jspecify.annotations.NullMarked;

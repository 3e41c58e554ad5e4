/** Nodes as they answer, checked against a real one. */
@NullMarked
package io.dapp.chain;

import org.jspecify.annotations.NullMarked;

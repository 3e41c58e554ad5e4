/** A service that stops lets its callers go first: their connections end between two requests, not within one. */
@NullMarked
package io.dapp.common.drain;

import org.jspecify.annotations.NullMarked;

/** Asking, from inside a cluster, whether services answer: an image has neither a shell nor another client. */
@NullMarked
package io.dapp.common.probe;

import org.jspecify.annotations.NullMarked;

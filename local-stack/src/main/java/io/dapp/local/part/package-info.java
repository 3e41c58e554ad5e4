/** Single parts of the local stack, each as the only program of a container. */
@NullMarked
package io.dapp.local.part;

import org.jspecify.annotations.NullMarked;

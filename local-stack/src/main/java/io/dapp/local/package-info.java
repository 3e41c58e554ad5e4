/** The platform on one machine. */
@NullMarked
package io.dapp.local;

import org.jspecify.annotations.NullMarked;

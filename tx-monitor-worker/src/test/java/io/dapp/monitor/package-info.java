/** The worker as it is started. */
@NullMarked
package io.dapp.monitor;

import org.jspecify.annotations.NullMarked;

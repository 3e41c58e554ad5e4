/** Goes on with accounts whose sending stopped, found in the database and hinted at by the queue. */
@NullMarked
package io.dapp.monitor.sweep;

import org.jspecify.annotations.NullMarked;

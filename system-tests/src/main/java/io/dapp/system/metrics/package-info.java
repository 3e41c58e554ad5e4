/** The contract of metrics, {@code docs/metrics.md}, and what services really tell. */
@NullMarked
package io.dapp.system.metrics;

import org.jspecify.annotations.NullMarked;

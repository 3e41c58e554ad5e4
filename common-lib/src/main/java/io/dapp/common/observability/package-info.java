/** Health, metrics, logs and the trace context. */
@NullMarked
package io.dapp.common.observability;

import org.jspecify.annotations.NullMarked;

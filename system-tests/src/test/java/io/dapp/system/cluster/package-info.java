/** What only a cluster can show: rollouts under load, disturbed pods, network policies. {@code ./dapp cluster test} runs it. */
@NullMarked
package io.dapp.system.cluster;

import org.jspecify.annotations.NullMarked;

/** The Helm chart without a cluster: what it refuses, what it renders to, and rules over what it renders. */
@NullMarked
package io.dapp.system.chart;

import org.jspecify.annotations.NullMarked;

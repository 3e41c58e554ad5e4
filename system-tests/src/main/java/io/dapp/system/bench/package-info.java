/** What a payment costs and how fast it gets through, beside what the node alone does in the same run. */
@NullMarked
package io.dapp.system.bench;

import org.jspecify.annotations.NullMarked;

/** An EVM node that misbehaves on request: a proxy in front of a local node, for tests of what real nodes do. */
@NullMarked
package io.dapp.system.node;

import org.jspecify.annotations.NullMarked;

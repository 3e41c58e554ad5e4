/** An EVM node that misbehaves on demand: a JSON-RPC proxy with faults, and with the transaction pool geth has. */
@NullMarked
package io.dapp.system.proxy;

import org.jspecify.annotations.NullMarked;

/** The platform's one address on this machine: routes as the load balancer does, and holds the API documents and the local tools. */
@NullMarked
package io.dapp.local.edge;

import org.jspecify.annotations.NullMarked;

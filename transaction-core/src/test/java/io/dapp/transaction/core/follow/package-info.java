/** Followers on a real PostgreSQL and a real node. */
@NullMarked
package io.dapp.transaction.core.follow;

import org.jspecify.annotations.NullMarked;

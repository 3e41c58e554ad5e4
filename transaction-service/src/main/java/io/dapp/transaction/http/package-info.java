/** What all calls of this service share: keyed requests, bodies, pages, and chains in problem answers. */
@NullMarked
package io.dapp.transaction.http;

import org.jspecify.annotations.NullMarked;

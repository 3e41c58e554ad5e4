/** Sessions: their rows, their copies in Redis, listing and ending them. */
@NullMarked
package io.dapp.auth.session;

import org.jspecify.annotations.NullMarked;

/** Passwords: their rules and their hashes. */
@NullMarked
package io.dapp.auth.password;

import org.jspecify.annotations.NullMarked;

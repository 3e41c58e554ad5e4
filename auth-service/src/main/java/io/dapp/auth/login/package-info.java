/** Logging in and staying logged in. */
@NullMarked
package io.dapp.auth.login;

import org.jspecify.annotations.NullMarked;

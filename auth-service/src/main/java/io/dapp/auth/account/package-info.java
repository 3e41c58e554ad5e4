/** Who has an account: registration and profile. */
@NullMarked
package io.dapp.auth.account;

import org.jspecify.annotations.NullMarked;

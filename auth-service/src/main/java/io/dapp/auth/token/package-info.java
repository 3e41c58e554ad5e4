/** What is handed out: access tokens, the keys that sign them, refresh tokens. */
@NullMarked
package io.dapp.auth.token;

import org.jspecify.annotations.NullMarked;

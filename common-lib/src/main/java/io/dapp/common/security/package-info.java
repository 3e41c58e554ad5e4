/** Who is calling: token and session verification, for servlet and reactive services. */
@NullMarked
package io.dapp.common.security;

import org.jspecify.annotations.NullMarked;

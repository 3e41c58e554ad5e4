/** Every error as an RFC 9457 problem with a stable code, for servlet and reactive services alike. */
@NullMarked
package io.dapp.common.problem;

import org.jspecify.annotations.NullMarked;

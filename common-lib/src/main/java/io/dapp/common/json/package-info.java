/** JSON as the platform speaks it: snake_case, strict. */
@NullMarked
package io.dapp.common.json;

import org.jspecify.annotations.NullMarked;

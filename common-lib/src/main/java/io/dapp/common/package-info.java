/** What every service needs and no domain. */
@NullMarked
package io.dapp.common;

import org.jspecify.annotations.NullMarked;

/** A service's start and what it offers its operators, as processes see it. */
@NullMarked
package io.dapp.common.start;

import org.jspecify.annotations.NullMarked;

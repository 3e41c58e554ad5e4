/** Payments as callers see them. */
@NullMarked
package io.dapp.transaction;

import org.jspecify.annotations.NullMarked;

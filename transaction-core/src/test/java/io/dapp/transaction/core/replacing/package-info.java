@NullMarked
package io.dapp.transaction.core.replacing;

import org.jspecify.annotations.NullMarked;

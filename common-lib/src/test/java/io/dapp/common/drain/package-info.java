@NullMarked
package io.dapp.common.drain;

import org.jspecify.annotations.NullMarked;

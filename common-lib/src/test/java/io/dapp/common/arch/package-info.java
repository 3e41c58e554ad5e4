/** What the architecture asks of code, as rules over its bytecode; every module applies them to itself. */
@NullMarked
package io.dapp.common.arch;

import org.jspecify.annotations.NullMarked;

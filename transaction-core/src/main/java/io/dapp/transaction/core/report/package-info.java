/** Reports that users asked for, and whoever makes them. */
@NullMarked
package io.dapp.transaction.core.report;

import org.jspecify.annotations.NullMarked;

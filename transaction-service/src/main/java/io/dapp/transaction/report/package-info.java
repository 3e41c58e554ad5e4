/** Reports: asked for, made in the background, fetched while they are kept. */
@NullMarked
package io.dapp.transaction.report;

import org.jspecify.annotations.NullMarked;

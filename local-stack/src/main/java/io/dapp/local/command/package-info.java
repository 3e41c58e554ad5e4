/** The commands of {@code ./dapp} that talk to a platform which runs, or did. */
@NullMarked
package io.dapp.local.command;

import org.jspecify.annotations.NullMarked;

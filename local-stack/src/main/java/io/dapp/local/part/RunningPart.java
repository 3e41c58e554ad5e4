package io.dapp.local.part;

import java.util.function.BooleanSupplier;

/**
 * A part that has been started.
 *
 * @param alive whether it still runs
 * @param stop ends it in order
 */
record RunningPart(BooleanSupplier alive, Runnable stop) {}

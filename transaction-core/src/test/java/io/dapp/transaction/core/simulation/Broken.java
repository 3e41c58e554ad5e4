package io.dapp.transaction.core.simulation;

import java.util.function.Supplier;

/** An invariant does not hold. */
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String what) {
        super(what);
    }

    static void unless(boolean holds, String what) {
        if (!holds) {
            throw new Broken(what);
        }
    }

    /** With words that are made only when it does not hold. */
    static void unless(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new Broken(what.get());
        }
    }
}

package io.dapp.transaction.core.simulation;

import java.util.function.Supplier;

/** An invariant does not hold. */
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Broken(String what) {
        super(what);
    }

    public static void unless(boolean holds, String what) {
        if (!holds) {
            throw new Broken(what);
        }
    }

    /** With words that are made only when it does not hold. */
    public static void unless(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new Broken(what.get());
        }
    }
}

package io.dapp.transaction.core.simulation;

/** A process ends here; what it committed stays. */
final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crash() {
        super("crash", null, false, false);
    }
}

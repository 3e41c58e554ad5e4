package io.dapp.local.infra;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that this JVM cannot be told about. */
public final class Waiting {
    private Waiting() {}

    /** Asks until {@code condition} holds; false when it does not within {@code limit}. */
    public static boolean until(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pauseMillis = 2;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            pauseMillis = Math.min(pauseMillis * 2, 50);
        }
        return true;
    }
}

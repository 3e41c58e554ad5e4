package io.dapp.chain;

import java.time.Duration;

/** How long a node takes for a call that all nodes are asked alike: a mean in which what is older counts less. */
final class Latency {
    private static final double NEWEST = 0.2;

    private volatile double mean = Double.NaN;

    /** One thread tells. */
    void took(long nanos) {
        double before = mean;
        mean = Double.isNaN(before) ? nanos : before + NEWEST * (nanos - before);
    }

    /** NaN before it was asked. */
    double seconds() {
        return mean / Duration.ofSeconds(1).toNanos();
    }
}

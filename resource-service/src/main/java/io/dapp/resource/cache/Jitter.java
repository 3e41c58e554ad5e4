package io.dapp.resource.cache;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Times to live that do not all end together. */
final class Jitter {
    private Jitter() {}

    /** {@code ttl} in milliseconds, less up to {@code percent} of it. */
    static long shorten(Duration ttl, int percent) {
        long most = ttl.toMillis() * percent / 100;
        return ttl.toMillis() - (most == 0 ? 0 : ThreadLocalRandom.current().nextLong(most));
    }
}

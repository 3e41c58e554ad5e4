package io.dapp.transaction.core.record;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Gives payments their ids: UUIDs of version 7 (RFC 9562), which sort by time. */
public final class PaymentIds {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public PaymentIds(Clock clock) {
        this.clock = clock;
    }

    public UUID next() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextInt() & 0xfffL);
        long low = VARIANT | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}

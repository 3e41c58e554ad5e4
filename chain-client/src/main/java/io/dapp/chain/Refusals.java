package io.dapp.chain;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often in a row a node failed at one of its duties though it answers, and until when others are preferred for that:
 * each time for longer, where it happens again soon.
 */
final class Refusals {
    private record InRow(int times, long last) {}

    private final ChainSettings settings;
    private final LongSupplier nanos;
    private final Map<Duty, InRow> failures = new EnumMap<>(Duty.class);
    private long avoidedFor;
    private long avoidedUntil;

    Refusals(ChainSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    synchronized void served(Duty duty) {
        failures.remove(duty);
    }

    /** Returns whether it is this failure for which others are preferred from now on. */
    synchronized boolean refused(Duty duty) {
        long now = nanos.getAsLong();
        InRow before = failures.get(duty);
        if (avoided(now)
                || (before != null
                        && now - before.last < settings.reconnectAfter().toNanos())) {
            // What was under way together failed once.
            return false;
        }
        int times = before == null ? 1 : before.times + 1;
        failures.put(duty, new InRow(times, now));
        if (times < duty.failures(settings)) {
            return false;
        }
        failures.clear();
        avoid(now);
        return true;
    }

    private void avoid(long now) {
        long first = settings.avoidFor().toNanos();
        long most = Math.max(first, settings.avoidAtMost().toNanos());
        boolean again = avoidedFor > 0 && now - avoidedUntil < most;
        avoidedFor = again ? Math.min(2 * avoidedFor, most) : first;
        avoidedUntil = now + avoidedFor;
    }

    /** Whether decisions are rather taken with another node, where there is one. */
    synchronized boolean avoided() {
        return avoided(nanos.getAsLong());
    }

    private boolean avoided(long now) {
        return avoidedFor > 0 && now - avoidedUntil < 0;
    }

    /** How long the last time is or was. */
    synchronized Duration lastTime() {
        return Duration.ofNanos(avoidedFor);
    }
}

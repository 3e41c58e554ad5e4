package io.dapp.chain;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps calls from a node that fails too many of them: closed, open for a while, then half open for one probe, which closes
 * it or opens it for longer. It opens for longer too when that happens again soon after it was closed.
 */
final class Circuit {
    private enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private final ChainSettings settings;
    private final LongSupplier nanos;
    private State state = State.CLOSED;
    /** One bit for each of the last calls, the newest lowest: 1 where it failed. */
    private long calls;

    private long openFor;
    private long since;

    Circuit(ChainSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    synchronized void answered() {
        note(0);
    }

    /** Returns whether it is this failure that opens it. */
    synchronized boolean failed() {
        note(1);
        if (state != State.CLOSED || Long.bitCount(calls) < settings.circuitFailures()) {
            return false;
        }
        open(nanos.getAsLong() - since < settings.circuitOpenAtMost().toNanos());
        return true;
    }

    private void note(long failed) {
        if (state == State.CLOSED) {
            calls = ((calls << 1) | failed) & (-1L >>> (Long.SIZE - settings.circuitCalls()));
        }
    }

    private void open(boolean again) {
        long first = settings.reconnectAfter().toNanos();
        openFor = again && openFor > 0
                ? Math.min(
                        2 * openFor,
                        Math.max(first, settings.circuitOpenAtMost().toNanos()))
                : first;
        state = State.OPEN;
        since = nanos.getAsLong();
        calls = 0;
    }

    synchronized boolean closed() {
        return state == State.CLOSED;
    }

    /** 0 closed, 1 half open, 2 open. */
    synchronized int level() {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    /**
     * How long the node is not to be asked; zero: it may be now, and where it was not, this is the one probe.
     *
     * @param alone no other node can be used: to stay away for long would be an outage of its own making
     */
    synchronized Duration untilProbe(boolean alone) {
        if (state == State.OPEN) {
            long open = alone ? Math.min(openFor, settings.pollInterval().toNanos()) : openFor;
            long left = since + open - nanos.getAsLong();
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            state = State.HALF_OPEN;
        }
        return Duration.ZERO;
    }

    /** What the probe showed. */
    synchronized void probed(boolean answers) {
        if (state != State.HALF_OPEN) {
            return;
        }
        if (answers) {
            state = State.CLOSED;
            since = nanos.getAsLong();
        } else {
            open(true);
        }
    }
}

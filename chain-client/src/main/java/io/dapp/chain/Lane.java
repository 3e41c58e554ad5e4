package io.dapp.chain;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls of one kind to a node: how many at once, how long each and how large its answer. Waiting for a turn and the call
 * have one deadline; at most half of it is waited, so that no call fails for having been left too little time.
 *
 * @param share the kind's own part of the node's calls per second
 * @param whole all kinds' calls per second
 * @param waits false: never for a turn in {@code whole}, whose calls it takes all the same
 */
record Lane(
        Semaphore permits,
        Duration timeout,
        long answerBytes,
        CallBudget share,
        CallBudget whole,
        boolean waits,
        NodeOutcomes outcomes) {
    /** The platform's own calls: what payments are followed, sent and accepted by. */
    static Lane ofPlatform(ChainSettings settings, CallBudget whole, NodeOutcomes outcomes) {
        return new Lane(
                new Semaphore(settings.maxConcurrentCalls()),
                settings.callTimeout(),
                settings.maxResponseBytes(),
                CallBudget.UNLIMITED,
                whole,
                true,
                outcomes);
    }

    /** Calls whose cost a caller chooses: they take nothing from the others, and say nothing about the node. */
    static Lane ofCallers(ChainSettings settings, CallBudget whole) {
        return new Lane(
                new Semaphore(settings.maxCallerCalls()),
                shorter(settings.callerTimeout(), settings.callTimeout()),
                settings.maxCallerResponseBytes(),
                new CallBudget(settings.callerShare()),
                whole,
                true,
                NodeOutcomes.IGNORED);
    }

    /** Reading the past, as far back and as much of it as a caller asked for. */
    static Lane ofHistory(ChainSettings settings, CallBudget whole) {
        return new Lane(
                new Semaphore(settings.maxHistoryCalls()),
                settings.callTimeout(),
                settings.maxResponseBytes(),
                new CallBudget(settings.callerShare()),
                whole,
                true,
                NodeOutcomes.IGNORED);
    }

    /** Why a mined transaction failed: nice to know, and no block waits long for it. */
    static Lane ofReasons(ChainSettings settings, CallBudget whole) {
        return new Lane(
                new Semaphore(1),
                shorter(settings.reasonTimeout(), settings.callTimeout()),
                settings.maxCallerResponseBytes(),
                CallBudget.UNLIMITED,
                whole,
                true,
                NodeOutcomes.IGNORED);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How a node is examined: whatever else is asked of it must not make it look as if it were away. */
    static Lane ofProbes(ChainSettings settings, CallBudget whole) {
        return new Lane(
                new Semaphore(1),
                settings.callTimeout(),
                settings.maxResponseBytes(),
                CallBudget.UNLIMITED,
                whole,
                false,
                NodeOutcomes.IGNORED);
    }

    /**
     * Takes a permit, to be released after the call.
     *
     * @return until when the call may last, by {@link System#nanoTime()}
     * @throws NoTurnException when its turn does not come in time
     */
    long enter(String node, String method, int calls) {
        long start = System.nanoTime();
        long turnBy = start + timeout.toNanos() / 2;
        try {
            if (!budgeted(calls, turnBy)) {
                throw new NoTurnException(
                        "node " + node + " is not asked " + method + " now: dapp.chains.*.calls-per-second are spent",
                        null);
            }
            if (!permits.tryAcquire(Math.max(0, turnBy - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new NoTurnException("too many calls wait for node " + node + ": " + method, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoTurnException("interrupted before " + method, e);
        }
        return start + timeout.toNanos();
    }

    private boolean budgeted(int calls, long turnBy) throws InterruptedException {
        if (!waits) {
            whole.force(calls);
            return true;
        }
        return share.take(calls, left(turnBy)) && whole.take(calls, left(turnBy));
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}

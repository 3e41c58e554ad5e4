package io.dapp.monitor.sweep;

import org.springframework.context.SmartLifecycle;

/** Starts looking when everything else is there, and ends first. */
final class SweepLifecycle implements SmartLifecycle {
    private final Sweeps sweeps;
    private final OpenPayments openPayments;
    private volatile boolean running;

    SweepLifecycle(Sweeps sweeps, OpenPayments openPayments) {
        this.sweeps = sweeps;
        this.openPayments = openPayments;
    }

    @Override
    public void start() {
        running = true;
        sweeps.start();
        openPayments.start();
    }

    @Override
    public void stop() {
        running = false;
        openPayments.close();
        sweeps.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

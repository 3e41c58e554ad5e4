package io.dapp.monitor.sweep;

import org.springframework.context.SmartLifecycle;

/** Starts looking when everything else is there, and ends first. */
final class SweepLifecycle implements SmartLifecycle {
    private final Sweeps sweeps;
    private final OpenPayments openPayments;
    private final AuditRound audit;
    private volatile boolean running;

    SweepLifecycle(Sweeps sweeps, OpenPayments openPayments, AuditRound audit) {
        this.sweeps = sweeps;
        this.openPayments = openPayments;
        this.audit = audit;
    }

    @Override
    public void start() {
        running = true;
        sweeps.start();
        openPayments.start();
        audit.start();
    }

    @Override
    public void stop() {
        running = false;
        audit.close();
        openPayments.close();
        sweeps.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

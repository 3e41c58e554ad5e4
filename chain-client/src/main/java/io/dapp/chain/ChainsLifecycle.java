package io.dapp.chain;

import org.springframework.context.SmartLifecycle;

/** Watches nodes from when all beans are there and before anything is served. */
final class ChainsLifecycle implements SmartLifecycle {
    private final Chains chains;
    private volatile boolean running;

    ChainsLifecycle(Chains chains) {
        this.chains = chains;
    }

    @Override
    public void start() {
        running = true;
        chains.start();
    }

    @Override
    public void stop() {
        running = false;
        chains.close();
    }

    /** What is closed is not watched again: a context that is paused, as tests' are for others', goes on watching. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}

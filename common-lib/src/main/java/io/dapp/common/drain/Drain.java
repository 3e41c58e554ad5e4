package io.dapp.common.drain;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/** Before the web server stops: it answers 503 on kept connections as soon as it begins to, which clients must not see. */
final class Drain implements SmartLifecycle {
    private final Duration period;
    private volatile boolean running;
    private volatile boolean leaving;

    Drain(Duration period) {
        this.period = period;
    }

    /** Whether each answer is the last of its connection. */
    boolean leaving() {
        return leaving;
    }

    @Override
    public void start() {
        leaving = false;
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        leaving = true;
        running = false;
        if (period.isZero()) {
            callback.run();
        } else {
            CompletableFuture.delayedExecutor(period.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(callback);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** With what else comes before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.transaction.core.sending.AccountSender;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for one chain's accounts to be sent, at an interval and when hinted. Each worker does; the leases decide. */
final class Sweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Chain chain;
    private final AccountSender sender;
    private final SweepSettings settings;
    private final Semaphore hints = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private boolean troubled;

    Sweep(Chain chain, AccountSender sender, SweepSettings settings) {
        this.chain = chain;
        this.sender = sender;
        this.settings = settings;
        this.thread = Thread.ofVirtual().name("sweep-" + chain.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Somebody may have left something to send: looks soon. */
    void hint() {
        hints.release();
    }

    private void run() {
        while (!closed) {
            try {
                sender.sweep(chain.id());
                over();
            } catch (RuntimeException e) {
                troubled(e);
            }
            await();
        }
    }

    private void await() {
        try {
            TimeUnit.NANOSECONDS.sleep(
                    shorter(settings.hintedEvery(), settings.every()).toNanos());
            if (!closed && hints.tryAcquire(settings.every().toNanos(), TimeUnit.NANOSECONDS)) {
                hints.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void troubled(RuntimeException e) {
        if (!troubled && !closed) {
            troubled = true;
            LOG.warn(
                    "chain {}: accounts to send cannot be looked for until this is over: {}",
                    chain.name(),
                    e.toString());
        }
    }

    private void over() {
        if (troubled) {
            troubled = false;
            LOG.info("chain {}: accounts to send are looked for again", chain.name());
        }
    }

    @Override
    public void close() {
        closed = true;
        hint();
        try {
            if (thread.isAlive() && !thread.join(settings.shutdown())) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

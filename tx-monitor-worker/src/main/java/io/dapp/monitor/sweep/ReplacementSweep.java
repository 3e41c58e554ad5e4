package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.transaction.core.follow.Follower;
import io.dapp.transaction.core.follow.Followers;
import io.dapp.transaction.core.replacing.OverduePayments;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for one chain's payments that need another attempt, in the worker that follows the chain only. */
final class ReplacementSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacementSweep.class);

    private final Chain chain;
    private final Followers followers;
    private final OverduePayments overdue;
    private final Duration every;
    private final Duration shutdown;
    private final Semaphore end = new Semaphore(0);
    private final Thread thread;
    private boolean troubled;

    ReplacementSweep(Chain chain, Followers followers, OverduePayments overdue, Duration every, Duration shutdown) {
        this.chain = chain;
        this.followers = followers;
        this.overdue = overdue;
        this.every = every;
        this.shutdown = shutdown;
        this.thread = Thread.ofVirtual().name("replace-" + chain.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!end.tryAcquire(every.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        Optional<Runnable> fence = followers.of(chain.id()).flatMap(Follower::fence);
        if (fence.isEmpty()) {
            return;
        }
        try {
            overdue.replace(chain, fence.get());
            troubled = false;
        } catch (ChainUnavailableException e) {
            LOG.debug("chain {}: nothing is replaced without a node", chain.name(), e);
        } catch (RuntimeException e) {
            if (!troubled) {
                troubled = true;
                LOG.warn("chain {}: overdue payments cannot be looked for: {}", chain.name(), e.toString());
            }
        }
    }

    @Override
    public void close() {
        end.release();
        try {
            if (thread.isAlive() && !thread.join(shutdown)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

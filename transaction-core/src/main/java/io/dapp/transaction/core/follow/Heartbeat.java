package io.dapp.transaction.core.follow;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prolongs a follower's lease while its thread reads for longer than the lease lasts, as nodes may take long to answer. It
 * does so only as long as that thread gets on: one that hangs for good loses the lease. Whoever takes the lease raises its
 * epoch, and from then on nothing is prolonged.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final FollowerLease lease;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long progressedAt = System.nanoTime();

    Heartbeat(FollowerLease lease, FollowStores stores, FollowSettings settings) {
        this.lease = lease;
        this.stores = stores;
        this.settings = settings;
    }

    static Heartbeat start(String chain, FollowerLease lease, FollowStores stores, FollowSettings settings) {
        Heartbeat heartbeat = new Heartbeat(lease, stores, settings);
        Thread.ofVirtual().name("heartbeat-" + chain).start(heartbeat::run);
        return heartbeat;
    }

    /** A node has answered the follower's thread, or something is written. */
    void progressed() {
        progressedAt = System.nanoTime();
    }

    private void run() {
        Duration every = settings.renewEvery();
        try {
            while (!ended.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - progressedAt < settings.stepAtMost().toNanos()) {
                    beat();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void beat() {
        try {
            stores.write(() -> {
                stores.followers().prolong(lease, settings.lease());
                return lease;
            });
        } catch (RuntimeException e) {
            // The follower's own thread tells of a database that is away.
            LOG.debug("chain {}: the lease is not prolonged", lease.chainId(), e);
        }
    }

    /** Returns at once: what is being prolonged now is fenced by the lease's epoch. */
    @Override
    public void close() {
        ended.countDown();
    }
}

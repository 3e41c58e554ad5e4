package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeListener;
import io.dapp.transaction.core.sending.AccountSender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.NestedRuntimeException;

/** Follows one chain on a thread of its own while it holds the chain's lease, and stands by while another does. */
public final class Follower implements NodeListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Chain chain;
    private final UUID holder;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final ChainFollowing following;
    private final HeadTimes times;
    private final Semaphore wake = new Semaphore(0);
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private Chain.@Nullable Subscription subscription;
    private volatile boolean closed;
    private volatile boolean leading;
    private volatile boolean halted;
    private volatile long cursor = -1;
    private volatile long finalNumber = -1;
    private volatile @Nullable FollowerLease lease;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Position position;
    private @Nullable String trouble;
    private long awaySince;
    private long renewedAt;
    private long purgedAt;

    Follower(
            Chain chain,
            UUID holder,
            FollowStores stores,
            FollowSettings settings,
            AccountSender sender,
            MeterRegistry meters) {
        this.chain = chain;
        this.holder = holder;
        this.stores = stores;
        this.settings = settings;
        this.following = new ChainFollowing(
                chain,
                stores,
                settings,
                sender,
                task -> Thread.ofVirtual().name("past-" + chain.name()).start(task),
                this::wake,
                this::progressed);
        this.times = new HeadTimes(chain.name(), meters);
        this.purgedAt = System.nanoTime() - settings.purgeEvery().toNanos();
        this.thread = Thread.ofVirtual().name("follower-" + chain.name()).unstarted(this::run);
        FollowerMeters.register(this, chain, meters);
    }

    public void start() {
        subscription = chain.listen(this);
        thread.start();
    }

    ChainId chainId() {
        return chain.id();
    }

    /** Looks at once whether there is anything to do. */
    public void wake() {
        wake.release();
    }

    /** Whether this process follows the chain now. */
    public boolean leading() {
        return leading;
    }

    /**
     * For what only the chain's follower may decide: inside a transaction, as its first lock, it fails where another
     * follows the chain meanwhile. Empty while this process stands by.
     */
    public Optional<Runnable> fence() {
        FollowerLease held = lease;
        return held == null || !leading
                ? Optional.empty()
                : Optional.of(() -> {
                    if (!stores.followers().holds(held)) {
                        throw new LeaseLostException(chain.id());
                    }
                });
    }

    /** The newest block recorded by this process; negative while it stands by. */
    public long cursor() {
        return leading ? cursor : -1;
    }

    /** The newest final block recorded by this process; negative while it stands by. */
    public long finalNumber() {
        return leading ? finalNumber : -1;
    }

    /** How many payments have a used nonce and no known end; negative while this process stands by. */
    public int undecided() {
        return leading ? following.undecided() : -1;
    }

    /** Whether this process follows the chain and it is stopped until an operator's command. */
    public boolean halted() {
        return halted;
    }

    @Override
    public void headSeen(Node node, BlockHeader head) {
        times.seen(head);
        wake();
    }

    @Override
    public void returned(Node node) {
        returned.add(node.id());
        wake();
    }

    private void run() {
        while (!closed) {
            Duration pause;
            try {
                FollowerLease held = lease;
                pause = held == null ? standBy() : lead(held);
            } catch (LeaseLostException e) {
                LOG.info("chain {}: another follows it now", chain.name());
                stepDown();
                pause = settings.standbyEvery();
            } catch (ChainUnavailableException e) {
                pause = nodesAway(e);
            } catch (RuntimeException e) {
                // What was being written may be committed or not: the position is read again.
                position = null;
                String why = String.valueOf(NestedExceptionUtils.getMostSpecificCause(e));
                boolean databaseAway = e instanceof NestedRuntimeException;
                troubled(
                        "chain " + chain.name() + ": following stops until this is over: " + why,
                        databaseAway ? null : e);
                pause = settings.retryAfter();
            } catch (Error e) {
                // Whatever it was, nobody else follows the chain while this process holds its lease.
                position = null;
                LOG.error("chain {}: following failed", chain.name(), e);
                release();
                pause = settings.retryAfter();
            }
            await(pause);
        }
        release();
    }

    private Duration standBy() {
        if (!reachable()) {
            return settings.standbyEvery();
        }
        Optional<FollowerLease> taken =
                stores.write(() -> stores.followers().take(chain.id(), holder, settings.lease()));
        if (taken.isEmpty()) {
            return settings.standbyEvery();
        }
        lease = taken.get();
        heartbeat = Heartbeat.start(chain.name(), taken.get(), stores, settings);
        renewedAt = System.nanoTime();
        leading = true;
        LOG.info(
                "chain {} is followed from here (epoch {})",
                chain.name(),
                taken.get().epoch());
        return Duration.ZERO;
    }

    /** Who has no node leaves the chain to those who have one. */
    private boolean reachable() {
        try {
            chain.node();
            return true;
        } catch (ChainUnavailableException e) {
            return chain.contradicted();
        }
    }

    private void progressed() {
        Heartbeat beating = heartbeat;
        if (beating != null) {
            beating.progressed();
        }
    }

    private Duration lead(FollowerLease held) {
        progressed();
        long now = System.nanoTime();
        if (position == null || now - renewedAt >= settings.renewEvery().toNanos()) {
            if (!stores.write(() -> stores.followers().renew(held, settings.lease()))) {
                return stopped();
            }
            renewedAt = now;
        }
        Position at = position == null ? following.position(held) : position;
        position = at;
        cursor = at.cursor().number();
        finalNumber = at.lastFinal().number();
        following.noteSubscriptions(held, at);
        sendAgain(held);
        Optional<Position> next = following.next(held, at, this::moved);
        over();
        if (next.isPresent()) {
            following.settleUsedNonces(held, next.get());
            following.amongBlocks(held, next.get());
            purge(next.get());
            return Duration.ZERO;
        }
        following.settleUsedNonces(held, at);
        purge(at);
        return following.between(held, at);
    }

    /** Each block is written by itself: a failure at a later one leaves the position here. */
    private void moved(Position to) {
        position = to;
        cursor = to.cursor().number();
        finalNumber = to.lastFinal().number();
        renewedAt = System.nanoTime();
        times.recorded(to.cursor().hash());
        progressed();
    }

    private void sendAgain(FollowerLease held) {
        for (String node : Set.copyOf(returned)) {
            following.sendAgain(held, node);
            returned.remove(node);
        }
    }

    private void purge(Position at) {
        long now = System.nanoTime();
        if (now - purgedAt >= settings.purgeEvery().toNanos()) {
            purgedAt = now;
            int deleted;
            do {
                deleted = stores.write(() -> stores.chainEvents().purge(chain.id(), settings.headsKept()));
                progressed();
            } while (deleted == ChainEvents.DELETED_AT_ONCE
                    && System.nanoTime() - now < settings.purgeWithin().toNanos());
            stores.write(() -> {
                stores.backfills().purge(chain.id(), at.lastFinal().number());
                return at;
            });
        }
    }

    private Duration stopped() {
        position = null;
        halted = true;
        troubled("chain " + chain.name() + " is stopped and waits for an operator", null);
        return settings.renewEvery();
    }

    /** For as long as a lease lasts this may be over at once; then whoever has a node goes on. */
    private Duration nodesAway(ChainUnavailableException e) {
        FollowerLease held = lease;
        long now = System.nanoTime();
        awaySince = awaySince == 0 ? now : awaySince;
        if (held != null && chain.contradicted()) {
            String reason = "every node contradicts the record: genesis or the last final block is another";
            halted = true;
            if (stores.write(() -> stores.followers().halt(held, reason))) {
                LOG.error(
                        "chain {} is stopped: {}. Submissions are refused and nothing is rewritten until an operator decides",
                        chain.name(),
                        reason);
            }
        } else {
            troubled("chain " + chain.name() + " waits for a node: " + e.getMessage(), null);
            if (now - awaySince >= settings.lease().toNanos()) {
                release();
            }
        }
        return settings.retryAfter();
    }

    private void troubled(String message, @Nullable Throwable cause) {
        if (trouble == null && !closed) {
            LOG.warn(message, cause);
        }
        trouble = message;
    }

    private void over() {
        awaySince = 0;
        halted = false;
        if (trouble != null) {
            LOG.info("chain {} is followed again, from block {}", chain.name(), cursor);
            trouble = null;
        }
    }

    private void await(Duration pause) {
        try {
            if (!closed && wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void stepDown() {
        Heartbeat beating = heartbeat;
        if (beating != null) {
            beating.close();
            heartbeat = null;
        }
        lease = null;
        position = null;
        leading = false;
        halted = false;
    }

    private void release() {
        FollowerLease held = lease;
        stepDown();
        if (held != null) {
            try {
                stores.write(() -> {
                    stores.followers().release(held);
                    return held;
                });
            } catch (RuntimeException e) {
                LOG.info("chain {}: the lease is not given back and runs out: {}", chain.name(), e.toString());
            }
        }
    }

    /** Ends after the block being written, and gives the lease back. */
    @Override
    public void close() {
        closed = true;
        Chain.Subscription listening = subscription;
        if (listening != null) {
            listening.close();
        }
        wake();
        try {
            if (thread.isAlive() && !thread.join(settings.shutdown())) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

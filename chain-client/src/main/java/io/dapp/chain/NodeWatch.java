package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one node verified and its head known, by subscription where there is one and by asking otherwise. */
final class NodeWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);

    private enum State {
        UNKNOWN,
        UP,
        AWAY,
        SHUT_OUT
    }

    private final ChainSettings settings;
    private final Node node;
    private final NodeVerifier verifier;
    private final NodeListener listener;
    private final @Nullable String wsUrl;
    private final OkHttpClient webSockets;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch examined = new CountDownLatch(1);
    private final AtomicLong fedHeads = new AtomicLong();
    private volatile State state = State.UNKNOWN;
    private volatile boolean contradicts;
    private volatile boolean suspect = true;
    private volatile boolean closed;
    private volatile @Nullable HeadFeed feed;
    private volatile boolean fedBefore;
    private long verifiedAt;
    private long feedOpenedAt;
    private int behind;
    private @Nullable Thread thread;

    NodeWatch(
            String id,
            ChainSettings.NodeSettings urls,
            ChainSettings settings,
            NodeVerifier verifier,
            MeterRegistry meters,
            NodeListener listener) {
        this.settings = settings;
        this.node = new Node(id, urls.httpUrl(), settings, meters, this::suspect);
        this.verifier = verifier;
        this.listener = listener;
        this.wsUrl = urls.wsUrl();
        this.webSockets = HttpClients.createForSubscription(settings);
    }

    void start() {
        thread = Thread.ofVirtual().name("node-" + node.id()).start(this::run);
    }

    Node node() {
        return node;
    }

    /** Verified, answering, and its head is known. */
    boolean up() {
        return state == State.UP && !suspect;
    }

    /** It answers, and what it answers contradicts the record. */
    boolean contradicts() {
        return state == State.SHUT_OUT && contradicts;
    }

    boolean subscribed() {
        HeadFeed open = feed;
        return open != null && open.live();
    }

    /** Waits for the first verdict on this node. */
    void awaitExamined(Duration limit) throws InterruptedException {
        examined.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A call to it failed, or it is in doubt: it is not used until it has been asked again, which happens now. */
    void suspect() {
        if (!suspect) {
            suspect = true;
            wake.release();
        }
    }

    private void run() {
        Duration pause = settings.reconnectAfter();
        while (!closed) {
            Duration next;
            try {
                next = look();
                pause = settings.reconnectAfter();
            } catch (ChainUnavailableException e) {
                becomeAway(e);
                next = pause;
                pause = shorter(pause.multipliedBy(2), settings.reconnectAtMost());
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("node {}: unexpected failure while looking at it", node.id(), e);
                }
                next = settings.reconnectAtMost();
            }
            examined.countDown();
            await(next);
        }
    }

    private Duration look() {
        boolean wasSuspect = suspect;
        long now = System.nanoTime();
        if (wasSuspect
                || state != State.UP
                || now - verifiedAt >= settings.verifyInterval().toNanos()) {
            NodeVerifier.Verdict verdict = verifier.verify(node);
            if (verdict.against() != null) {
                becomeShutOut(verdict);
                return settings.reconnectAtMost();
            }
            verifiedAt = now;
        }
        long before = fedHeads.get();
        BlockHeader head = node.rpc().require("eth_getBlockByNumber", Answers::header, "latest", false);
        BlockHeader known = node.headOrNull();
        if (known != null && head.number() < known.number() && !wasSuspect) {
            // A shorter chain than before: a reorg, or another chain in this one's place.
            verifiedAt = now - settings.verifyInterval().toNanos();
        }
        if (fedHeads.get() == before) {
            checkFeed(head, known);
            seen(head);
        }
        becomeUp(wasSuspect);
        keepFeed(now);
        return subscribed()
                ? longer(settings.pollInterval(), settings.blockTime().multipliedBy(2))
                : settings.pollInterval();
    }

    /** A subscription that twice in a row did not tell what the node knows is dead, whatever its connection says. */
    private void checkFeed(BlockHeader head, @Nullable BlockHeader known) {
        behind = subscribed() && !head.equals(known) ? behind + 1 : 0;
        HeadFeed open = feed;
        if (behind >= 2 && open != null) {
            LOG.warn("node {}: its subscription to heads is silent and is opened again", node.id());
            behind = 0;
            open.close();
        }
    }

    private void keepFeed(long now) {
        String url = wsUrl;
        HeadFeed open = feed;
        if (url == null || closed || (open != null && !open.ended())) {
            if (subscribed() && !fedBefore) {
                fedBefore = true;
                LOG.info("node {}: heads come by subscription", node.id());
            }
            return;
        }
        if (fedBefore) {
            fedBefore = false;
            LOG.warn("node {}: its subscription to heads was lost, it is polled meanwhile", node.id());
        }
        if (open == null || now - feedOpenedAt >= settings.reconnectAfter().toNanos()) {
            feedOpenedAt = now;
            feed = HeadFeed.open(webSockets, url, this::fed, this::feedChanged);
        }
    }

    private void fed(BlockHeader head) {
        fedHeads.incrementAndGet();
        seen(head);
    }

    /** A lost connection may mean that the node itself went away and came back: it is asked before it is used again. */
    private void feedChanged() {
        HeadFeed open = feed;
        if (open != null && open.ended() && fedBefore) {
            suspect();
        }
        wake.release();
    }

    private void seen(BlockHeader head) {
        if (node.see(head) && state == State.UP) {
            listener.headSeen(node, head);
        }
    }

    private void becomeUp(boolean wasSuspect) {
        State before = state;
        suspect = false;
        state = State.UP;
        if (before != State.UP) {
            LOG.info(
                    "node {} is in use, its head is block {}",
                    node.id(),
                    node.head().number());
        }
        if (before != State.UP || wasSuspect) {
            listener.returned(node);
            listener.headSeen(node, node.head());
        }
    }

    private void becomeAway(ChainUnavailableException e) {
        if (state != State.AWAY && !closed) {
            LOG.warn("node {} is away and not used until it answers again: {}", node.id(), e.getMessage());
            state = State.AWAY;
        }
    }

    private void becomeShutOut(NodeVerifier.Verdict verdict) {
        contradicts = verdict.contradictsRecord();
        if (state != State.SHUT_OUT) {
            LOG.error("node {} is shut out and never used: {}", node.id(), verdict.against());
            state = State.SHUT_OUT;
        }
    }

    private void await(Duration limit) {
        try {
            if (wake.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public void close() {
        closed = true;
        HeadFeed open = feed;
        if (open != null) {
            open.close();
        }
        wake.release();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        webSockets.dispatcher().executorService().shutdown();
        webSockets.connectionPool().evictAll();
        node.rpc().close();
    }
}

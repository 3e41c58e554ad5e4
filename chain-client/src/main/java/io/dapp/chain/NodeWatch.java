package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one node verified and its head known, by subscription where there is one and by asking otherwise. */
final class NodeWatch implements NodeOutcomes, AutoCloseable {
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
    private final HeadFeeds feeds;
    private final Circuit circuit;
    private final Refusals refusals;
    private final BooleanSupplier alone;
    private final Latency latency = new Latency();
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch examined = new CountDownLatch(1);
    private volatile State state = State.UNKNOWN;
    private volatile boolean contradicts;
    private volatile boolean suspect = true;
    /** What its pool held may be gone, and nobody was told yet. */
    private volatile boolean left = true;

    private volatile boolean closed;
    private long verifiedAt;
    private long toldReturnAt;
    private boolean toldReturn;
    private @Nullable Thread thread;

    /** @param alone asked while this one is not up: whether no other node of the chain is */
    NodeWatch(
            String id,
            ChainSettings.NodeSettings urls,
            ChainSettings settings,
            NodeVerifier verifier,
            MeterRegistry meters,
            NodeListener listener,
            BooleanSupplier alone) {
        this.settings = settings;
        this.node = new Node(id, urls.httpUrl(), settings, meters, this);
        this.verifier = verifier;
        this.listener = listener;
        this.alone = alone;
        this.circuit = new Circuit(settings, System::nanoTime);
        this.refusals = new Refusals(settings, System::nanoTime);
        this.feeds = new HeadFeeds(id, urls.wsUrl(), settings, this::told, this::feedLost, wake::release);
    }

    void start() {
        thread = Thread.ofVirtual().name("node-" + node.id()).start(this::run);
    }

    Node node() {
        return node;
    }

    /** Verified, answering, and its head is known. */
    boolean up() {
        return state == State.UP && !suspect && circuit.closed();
    }

    /** It answers, and what it answers contradicts the record. */
    boolean contradicts() {
        return state == State.SHUT_OUT && contradicts;
    }

    /** It answers, and is of no use for what it is asked: another one is preferred, where there is one. */
    boolean avoided() {
        return refusals.avoided();
    }

    Circuit circuit() {
        return circuit;
    }

    Latency latency() {
        return latency;
    }

    /** Waits for the first verdict on this node. */
    void awaitExamined(Duration limit) throws InterruptedException {
        examined.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void answered() {
        circuit.answered();
    }

    @Override
    public void failed() {
        if (circuit.failed()) {
            LOG.warn("node {} fails too many calls and is not asked for a while", node.id());
        }
        doubted();
    }

    @Override
    public void doubted() {
        if (!suspect) {
            suspect = true;
            wake.release();
        }
    }

    @Override
    public void served(Duty duty) {
        refusals.served(duty);
    }

    @Override
    public void refused(Duty duty) {
        if (refusals.refused(duty)) {
            LOG.warn(
                    "node {} failed {} times in a row at {}: others, where there are any, are preferred for {} s",
                    node.id(),
                    duty.failures(settings),
                    duty.name().toLowerCase(Locale.ROOT),
                    refusals.lastTime().toMillis() / 1e3);
        }
    }

    private void run() {
        Duration pause = settings.reconnectAfter();
        while (!closed) {
            Duration next = circuit.untilProbe(alone.getAsBoolean());
            if (next.isZero()) {
                try {
                    next = look();
                    pause = settings.reconnectAfter();
                } catch (ChainUnavailableException e) {
                    becomeAway(e);
                    next = pause;
                    pause = shorter(pause.multipliedBy(2), settings.reconnectAtMost());
                } catch (RuntimeException e) {
                    circuit.probed(false);
                    if (!closed) {
                        LOG.error("node {}: unexpected failure while looking at it", node.id(), e);
                    }
                    next = settings.reconnectAtMost();
                }
                examined.countDown();
            }
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
                circuit.probed(true);
                becomeShutOut(verdict);
                return settings.reconnectAtMost();
            }
            verifiedAt = now;
        }
        long told = node.heads().told();
        BlockHeader known = node.headOrNull();
        BlockHeader head = head();
        Heads.Asked asked = node.heads().answer(head, told);
        if (asked != Heads.Asked.OVERTAKEN) {
            feeds.compare(head.equals(known));
            if (known != null && head.number() < known.number() && !wasSuspect) {
                // A shorter chain than before: a reorg, or another chain in this one's place, with another pool.
                verifiedAt = now - settings.verifyInterval().toNanos();
                left = true;
            }
        }
        if (asked == Heads.Asked.NEW) {
            tellHead(head);
        }
        circuit.probed(true);
        becomeUp(wasSuspect);
        feeds.keep();
        return asked == Heads.Asked.OVERTAKEN ? settings.pollInterval() : pause();
    }

    private BlockHeader head() {
        long asked = System.nanoTime();
        BlockHeader head = node.probes().require("eth_getBlockByNumber", Answers::header, "latest", false);
        latency.took(System.nanoTime() - asked);
        return head;
    }

    private Duration pause() {
        if (!feeds.live()) {
            return settings.pollInterval();
        }
        Duration silent = longer(settings.pollInterval(), settings.blockTime().multipliedBy(2));
        // Where there is a choice of nodes, how fast each answers is learned meanwhile.
        return settings.nodes().size() == 1
                ? silent
                : shorter(silent, longer(settings.pollInterval(), settings.latencyEvery()));
    }

    /** A lost connection may mean that the node itself went away and came back: it is asked before it is used again. */
    private void feedLost() {
        left = true;
        doubted();
    }

    private void told(BlockHeader head) {
        if (node.heads().tell(head)) {
            tellHead(head);
        }
    }

    private void tellHead(BlockHeader head) {
        if (state == State.UP) {
            listener.headSeen(node, head);
        }
    }

    private void becomeUp(boolean wasSuspect) {
        State before = state;
        if (wasSuspect) {
            // One that was raised meanwhile stays, and is looked into next.
            suspect = false;
        }
        state = State.UP;
        if (before != State.UP) {
            LOG.info(
                    "node {} is in use, its head is block {}",
                    node.id(),
                    node.head().number());
        }
        tellReturn();
        if (before != State.UP || wasSuspect) {
            listener.headSeen(node, node.head());
        }
    }

    /** Much is sent again then: not for a failed call alone, and not often; late rather than never. */
    private void tellReturn() {
        long now = System.nanoTime();
        if (left
                && (!toldReturn
                        || now - toldReturnAt >= settings.rebroadcastAfter().toNanos() / 4)) {
            left = false;
            toldReturn = true;
            toldReturnAt = now;
            listener.returned(node);
        }
    }

    private void becomeAway(ChainUnavailableException e) {
        circuit.probed(false);
        if (e instanceof NodeErrorException) {
            // It answers, and has not lost anything for that.
            left |= state != State.UP;
        } else {
            left = true;
        }
        if (state != State.AWAY && !closed) {
            LOG.warn("node {} is away and not used until it answers again: {}", node.id(), e.getMessage());
            state = State.AWAY;
        }
    }

    private void becomeShutOut(NodeVerifier.Verdict verdict) {
        left = true;
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
        feeds.close();
        wake.release();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        node.close();
    }
}

package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chain and its nodes. */
public final class Chain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chain.class);

    private final String name;
    private final ChainSettings settings;
    private final List<NodeWatch> watches = new ArrayList<>();
    private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
    private final NodeChoice choice;

    Chain(String name, ChainSettings settings, ChainRecord chainRecord, MeterRegistry meters) {
        this.name = name;
        this.settings = settings;
        for (int i = 0; i < settings.nodes().size(); i++) {
            String nodeId = NodeId.of(name, settings.nodes().get(i).httpUrl());
            if (watches.stream().anyMatch(watch -> watch.node().id().equals(nodeId))) {
                throw new IllegalArgumentException(
                        "dapp.chains." + name + ".nodes[" + i + "].http-url is listed twice");
            }
            NodeVerifier verifier = new NodeVerifier(settings, chainRecord);
            NodeWatch watch = new NodeWatch(
                    nodeId, settings.nodes().get(i), settings, verifier, meters, new ToListeners(), this::noneUp);
            watches.add(watch);
        }
        this.choice = new NodeChoice(name, settings, watches);
        ChainMeters.register(name, watches, choice, meters);
    }

    void start() {
        if (settings.maxFeeCeiling() == null) {
            LOG.warn(
                    "dapp.chains.{}.max-fee-ceiling is not set: a payment offers for gas whatever its node says the market is",
                    name);
        }
        for (int i = 0; i < watches.size(); i++) {
            LOG.info(
                    "node {} is dapp.chains.{}.nodes[{}]", watches.get(i).node().id(), name, i);
        }
        watches.forEach(NodeWatch::start);
    }

    /** The name it is configured by. */
    public String name() {
        return name;
    }

    public ChainId id() {
        return settings.chainId();
    }

    public ChainSettings settings() {
        return settings;
    }

    /**
     * The node to take one decision with: it answers, is of this chain, agrees with the record, is not behind the
     * others and not much slower, and does not fail at what it is asked again and again where another does not. The same one
     * is given as long as it stays so.
     *
     * @throws ChainUnavailableException when there is none
     */
    public Node node() {
        NodeWatch chosen = choice.choose();
        if (chosen == null) {
            awaitFirstExamination();
            chosen = choice.choose();
        }
        if (chosen == null) {
            throw new ChainUnavailableException("no node of chain " + name + " can be used now");
        }
        return chosen.node();
    }

    /** All that answer, are of the chain and near its head; asks nothing and waits for nothing. */
    public List<Node> usableNodes() {
        return choice.usable().stream().map(NodeWatch::node).toList();
    }

    /**
     * Those of {@link #usableNodes()} that also do what they are asked for, or all where none does: with one of these,
     * whoever began with it goes on.
     */
    public List<Node> preferableNodes() {
        return choice.preferable().stream().map(NodeWatch::node).toList();
    }

    /** A step of following had from the node what it needs. */
    public void followed(Node node) {
        watches.stream().filter(watch -> watch.node() == node).forEach(watch -> watch.served(Duty.FOLLOWING));
    }

    /** It had not: after several in a row another node is preferred for a while. */
    public void notFollowed(Node node, ChainUnavailableException why) {
        watches.stream().filter(watch -> watch.node() == node).forEach(watch -> watch.refused(Duty.FOLLOWING, why));
    }

    /** Whether all nodes of this chain answer and each of them contradicts the record: it is the record to look at. */
    public boolean contradicted() {
        return watches.stream().allMatch(NodeWatch::contradicts);
    }

    /** Something a node said contradicts the record: it is not used until it has been compared with it again. */
    public void doubt(Node node) {
        watches.stream().filter(watch -> watch.node() == node).forEach(NodeWatch::doubted);
    }

    /** Tells {@code listener} of heads and returning nodes until the answer is closed. */
    public Subscription listen(NodeListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends what {@link #listen} began. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private boolean noneUp() {
        return watches.stream().noneMatch(NodeWatch::up);
    }

    /** Right after the start the answer is not "none" before each node has been asked once. */
    private void awaitFirstExamination() {
        long deadline = System.nanoTime() + settings.callTimeout().toNanos();
        try {
            for (NodeWatch watch : watches) {
                watch.awaitExamined(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watches.forEach(NodeWatch::close);
    }

    private final class ToListeners implements NodeListener {
        @Override
        public void headSeen(Node node, BlockHeader head) {
            listeners.forEach(listener -> listener.headSeen(node, head));
        }

        @Override
        public void returned(Node node) {
            listeners.forEach(listener -> listener.returned(node));
        }
    }
}

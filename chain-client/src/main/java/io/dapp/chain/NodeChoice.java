package io.dapp.chain;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of a chain's nodes decisions are taken with. */
final class NodeChoice {
    private static final Logger LOG = LoggerFactory.getLogger(NodeChoice.class);

    private final String chain;
    private final ChainSettings settings;
    private final List<NodeWatch> watches;
    private final AtomicReference<@Nullable NodeWatch> inUse = new AtomicReference<>();

    NodeChoice(String chain, ChainSettings settings, List<NodeWatch> watches) {
        this.chain = chain;
        this.settings = settings;
        this.watches = watches;
    }

    /**
     * The one in use while it is usable, not avoided and not slow, else the first that is so; null where none is usable. The
     * one that follows has the same right to stay, so that two nodes about as fast do not take turns.
     */
    @Nullable
    NodeWatch choose() {
        List<NodeWatch> usable = preferable();
        if (usable.isEmpty()) {
            return null;
        }
        NodeWatch before = inUse.get();
        NodeWatch chosen = before != null && usable.contains(before) && !slow(before, usable)
                ? before
                : usable.stream()
                        .filter(watch -> !slow(watch, usable))
                        .findFirst()
                        .orElse(usable.getFirst());
        if (before != chosen && inUse.compareAndSet(before, chosen) && before != null) {
            LOG.info(
                    "chain {} goes on with node {} instead of {}",
                    chain,
                    chosen.node().id(),
                    before.node().id());
        }
        return chosen;
    }

    boolean inUse(NodeWatch watch) {
        return inUse.get() == watch;
    }

    /** All that answer, are of the chain, and near its best head. */
    List<NodeWatch> usable() {
        long best = bestHead();
        return watches.stream().filter(watch -> near(watch, best)).toList();
    }

    /** Those of them that do what they are asked for; all where none does: then it is not the nodes' fault, or no help. */
    List<NodeWatch> preferable() {
        List<NodeWatch> usable = usable();
        List<NodeWatch> serving =
                usable.stream().filter(watch -> !watch.avoided()).toList();
        return serving.isEmpty() ? usable : serving;
    }

    /** Against the fastest of those that can be used: whoever is alone is not slow. */
    private boolean slow(NodeWatch watch, List<NodeWatch> usable) {
        double fastest = usable.stream()
                .mapToDouble(each -> each.latency().seconds())
                .boxed()
                .min(Comparator.naturalOrder())
                .orElse(Double.NaN);
        double own = watch.latency().seconds();
        double margin = settings.slowMargin().toNanos() / 1e9;
        return own > fastest * settings.slowFactor() && own > fastest + margin;
    }

    /** NaN where the node has shown no head, or none of the chain's can be used. */
    double lag(NodeWatch watch) {
        BlockHeader head = watch.node().headOrNull();
        long best = bestHead();
        return head == null || best < 0 ? Double.NaN : Math.max(0, best - head.number());
    }

    /** Negative where no node is up. */
    long bestHead() {
        return watches.stream()
                .filter(NodeWatch::up)
                .mapToLong(watch -> watch.node().head().number())
                .max()
                .orElse(-1);
    }

    /** As last told by the node in use to this process. */
    @Nullable
    Fees lastFees() {
        NodeWatch watch = inUse.get();
        return watch == null ? null : watch.node().lastFees();
    }

    @Nullable
    BlockHeader newestHead() {
        return watches.stream()
                .filter(NodeWatch::up)
                .map(watch -> watch.node().head())
                .max(Comparator.comparingLong(BlockHeader::number))
                .orElse(null);
    }

    private boolean near(NodeWatch watch, long best) {
        return watch.up() && watch.node().head().number() >= best - settings.maxHeadLag();
    }
}

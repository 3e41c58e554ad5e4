package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.NodeListener;
import io.dapp.common.outbox.PublishedListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from the first sight of a block to Kafka's word that it has the news of a payment in it. Both are seen
 * by the process that publishes, whichever it is; blocks it did not see as a head are left out.
 */
final class AnnounceTimes implements PublishedListener, AutoCloseable {
    private static final String CONFIRMED = "transaction.confirmed";
    private static final Pattern BLOCK = Pattern.compile("\"block_hash\"\\s*:\\s*\"(0x[0-9a-f]{64})\"");
    private static final int BLOCKS_KEPT = 1_024;

    private record Seen(Timer timer, long at) {}

    private final List<Chain.Subscription> subscriptions = new ArrayList<>();
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    AnnounceTimes(Chains chains, MeterRegistry meters) {
        for (Chain chain : chains.all()) {
            Timer timer = Timer.builder("dapp.block.announce")
                    .description("From the first sight of a block to Kafka's having the news of a payment in it")
                    .publishPercentileHistogram()
                    .tag("chain", chain.name())
                    .register(meters);
            subscriptions.add(chain.listen(new NodeListener() {
                @Override
                public void headSeen(Node node, BlockHeader head) {
                    note(head, timer);
                }

                @Override
                public void returned(Node node) {}
            }));
        }
    }

    private synchronized void note(BlockHeader head, Timer timer) {
        seen.putIfAbsent(head.hash().toString(), new Seen(timer, System.nanoTime()));
        if (seen.size() > BLOCKS_KEPT) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    @Override
    public void published(String type, String data) {
        if (!type.equals(CONFIRMED)) {
            return;
        }
        Matcher block = BLOCK.matcher(data);
        Seen first = block.find() ? seen(block.group(1)) : null;
        if (first != null) {
            first.timer().record(System.nanoTime() - first.at(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized @Nullable Seen seen(String hash) {
        return seen.get(hash);
    }

    @Override
    public void close() {
        subscriptions.forEach(Chain.Subscription::close);
    }
}

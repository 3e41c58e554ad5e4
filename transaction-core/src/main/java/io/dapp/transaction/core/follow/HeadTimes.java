package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long it takes from seeing a head to having recorded it. */
final class HeadTimes {
    private static final int KEPT = 64;

    /** @param at null once it is recorded: a reorg may bring it back, long after its first sight */
    private record Seen(@Nullable Long at) {}

    private final Map<BlockHash, Seen> seen = new LinkedHashMap<>();
    private final Timer timer;

    HeadTimes(String chain, MeterRegistry meters) {
        this.timer = Timer.builder("dapp.follower.block")
                .description("From seeing a head to the commit of its effects")
                .publishPercentileHistogram()
                .tag("chain", chain)
                .register(meters);
    }

    /** The first sight counts: another node may show the same block later. */
    synchronized void seen(BlockHeader head) {
        seen.putIfAbsent(head.hash(), new Seen(System.nanoTime()));
        if (seen.size() > KEPT) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    synchronized void recorded(BlockHash hash) {
        Seen first = seen.get(hash);
        Long at = first == null ? null : first.at();
        if (at != null) {
            seen.put(hash, new Seen(null));
            timer.record(System.nanoTime() - at, TimeUnit.NANOSECONDS);
        }
    }
}

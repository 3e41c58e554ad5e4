package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How long it takes from seeing a head to having recorded it. */
final class HeadTimes {
    private record Seen(BlockHash hash, long at) {}

    private final AtomicReference<@Nullable Seen> newest = new AtomicReference<>();
    private final Timer timer;

    HeadTimes(String chain, MeterRegistry meters) {
        this.timer = Timer.builder("dapp.follower.block")
                .description("From seeing a head to the commit of its effects")
                .publishPercentileHistogram()
                .tag("chain", chain)
                .register(meters);
    }

    void seen(BlockHeader head) {
        newest.set(new Seen(head.hash(), System.nanoTime()));
    }

    void recorded(BlockHash hash) {
        Seen seen = newest.get();
        if (seen != null && seen.hash().equals(hash)) {
            timer.record(System.nanoTime() - seen.at(), TimeUnit.NANOSECONDS);
        }
    }
}

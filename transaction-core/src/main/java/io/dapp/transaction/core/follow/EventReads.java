package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.LogFilter;
import io.dapp.chain.Node;
import io.dapp.transaction.core.contract.BlockEvents;
import io.dapp.transaction.core.contract.EventWatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the contract events of blocks as they come. What a node cannot tell now is left to be read as the past: payments do
 * not wait for logs.
 */
final class EventReads {
    private static final Logger LOG = LoggerFactory.getLogger(EventReads.class);

    private final EventWatch watch;
    private final Duration retryAfter;
    private final Map<ChainId, Long> notBefore = new ConcurrentHashMap<>();

    EventReads(EventWatch watch, Duration retryAfter) {
        this.watch = watch;
        this.retryAfter = retryAfter;
    }

    /** What is asked for now; subscriptions become known between two steps only. */
    LogFilter watched(ChainId chain) {
        return watch.filter(chain);
    }

    /** What a block holds of that; empty where it is still to be read. */
    Optional<BlockEvents> read(ChainId chain, Node node, Block block, LogFilter watched) {
        if (watched.isEmpty()) {
            return Optional.of(BlockEvents.NONE);
        }
        Long wait = notBefore.get(chain);
        if (wait != null && System.nanoTime() - wait < 0) {
            return Optional.empty();
        }
        try {
            BlockEvents seen = watch.sightings(chain, node.logs(block.header(), watched));
            notBefore.remove(chain);
            return Optional.of(seen);
        } catch (ChainUnavailableException e) {
            notBefore.put(chain, System.nanoTime() + retryAfter.toNanos());
            LOG.info(
                    "chain {}: the contract events of block {} are read later: {}",
                    chain,
                    block.header().number(),
                    e.getMessage());
            return Optional.empty();
        }
    }
}

package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Log;
import io.dapp.chain.LogFilter;
import io.dapp.chain.Node;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.contract.EventBackfills.Behind;
import io.dapp.transaction.core.contract.EventWatch;
import io.dapp.transaction.core.follow.EventSteps.Past;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the past for subscriptions, one piece at a time. Nodes are asked on a thread of its own and what they answer is
 * written between the follower's steps, so that no head waits for the past.
 */
final class EventBackfill {
    private static final Logger LOG = LoggerFactory.getLogger(EventBackfill.class);

    private final Chain chain;
    private final FollowStores stores;
    private final ContractSettings settings;
    private final Duration lease;
    private final Runnable whenFetched;
    private final Executor executor;
    private @Nullable CompletableFuture<Piece> fetching;
    private @Nullable UUID after;
    private long blocks;
    private long notBefore = System.nanoTime();
    private boolean failing;

    /** @param whenFetched told when {@link #step} has something to write */
    EventBackfill(Chain chain, FollowStores stores, ContractSettings settings, Duration lease, Runnable whenFetched) {
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
        this.lease = lease;
        this.whenFetched = whenFetched;
        this.blocks = settings.rangeBlocks();
        this.executor =
                task -> Thread.ofVirtual().name("backfill-" + chain.name()).start(task);
    }

    /**
     * What was asked, and the answer.
     *
     * @param block the very block that was read, where it may still be dropped
     */
    private record Piece(Past past, @Nullable BlockRef block) {}

    /** Writes what has come and asks for the next; returns at once. */
    void step(FollowerLease held, Position position) {
        CompletableFuture<Piece> running = fetching;
        if (running != null) {
            if (!running.isDone()) {
                return;
            }
            fetching = null;
            take(held, position, running);
        }
        if (System.nanoTime() - notBefore >= 0) {
            stores.backfills()
                    .next(chain.id(), position.cursor().number(), after)
                    .ifPresent(behind -> fetch(behind, position));
        }
    }

    /** When {@link #step} is to be called again, at the latest. */
    Duration pause(Duration otherwise) {
        Duration rest = Duration.ofNanos(Math.max(0, notBefore - System.nanoTime()));
        return fetching != null || rest.isZero() || rest.compareTo(otherwise) > 0 ? otherwise : rest;
    }

    private void fetch(Behind behind, Position position) {
        after = behind.watched().id();
        long size = blocks;
        CompletableFuture<Piece> asked =
                CompletableFuture.supplyAsync(() -> piece(chain.node(), behind, position, size), executor);
        fetching = asked;
        var _ = asked.whenComplete((piece, failure) -> whenFetched.run());
    }

    private void take(FollowerLease held, Position position, CompletableFuture<Piece> answered) {
        try {
            Piece piece = answered.join();
            BlockRef block = piece.block();
            if (block == null || position.holds(block)) {
                stores.write(() -> {
                    stores.eventSteps().record(held, lease, position.cursor(), piece.past());
                    return piece;
                });
            }
        } catch (LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is, heads do not wait for it; whether it was written is read with the next one.
            failed(e);
            return;
        }
        blocks = Math.min(settings.rangeBlocks(), 2 * blocks);
        failing = false;
        notBefore = System.nanoTime() + settings.backfillEvery().toNanos();
    }

    /** Nodes say in many ways that they find a range too large: any failure halves it. */
    private void failed(RuntimeException e) {
        boolean smallest = blocks == 1;
        if (smallest && !failing) {
            failing = true;
            LOG.warn("chain {}: a past block cannot be read for contract events", chain.name(), e);
        }
        blocks = Math.max(1, blocks / 2);
        Duration pause = smallest ? settings.retryAfter() : settings.backfillEvery();
        notBefore = System.nanoTime() + pause.toNanos();
    }

    private Piece piece(Node node, Behind behind, Position position, long size) {
        long first = behind.next();
        LogFilter filter = behind.watched().filter();
        BlockRef lastFinal = position.lastFinal();
        if (first > lastFinal.number()) {
            BlockHash hash = position.held().get(first);
            if (hash == null) {
                throw new IllegalStateException("block " + first + " is above the last final one and not held");
            }
            return new Piece(
                    past(behind, first, inBlock(node, node.block(hash, false), filter)), new BlockRef(first, hash));
        }
        long last = Math.min(Math.min(behind.last(), lastFinal.number()), first + size - 1);
        if (last > first) {
            return new Piece(past(behind, last, node.logs(first, last, lastFinal, filter)), null);
        }
        // By its hash even a block that a node finds too large as a range can be read.
        List<Log> logs = inBlock(node, node.block(first, false), filter);
        Block above = node.block(lastFinal.number(), false);
        if (above == null || !above.header().ref().equals(lastFinal)) {
            throw new ChainUnavailableException("node " + node.id() + " does not hold the last final block");
        }
        return new Piece(past(behind, first, logs), null);
    }

    private static List<Log> inBlock(Node node, @Nullable Block block, LogFilter filter) {
        if (block == null) {
            throw new ChainUnavailableException("node " + node.id() + " lacks a block that is held");
        }
        return node.logs(block.header(), filter);
    }

    /** As much of what was read as one transaction should write. */
    private Past past(Behind behind, long last, List<Log> logs) {
        List<Log> lacking = logs.stream()
                .filter(log -> log.block().number() > behind.next() || log.index() >= behind.index())
                .toList();
        EventWatch.Part part = stores.watch().part(behind.watched(), lacking);
        Log rest = part.rest();
        return rest == null
                ? new Past(behind, last + 1, 0, part.seen())
                : new Past(behind, rest.block().number(), rest.index(), part.seen());
    }
}

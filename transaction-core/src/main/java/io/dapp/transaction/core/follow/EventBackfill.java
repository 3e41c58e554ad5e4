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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the past for subscriptions, one piece at a time. Nodes are asked on a thread of its own and what they answer is
 * written between the follower's steps, so that no head waits for the past. What a node does not tell makes only that
 * subscription's pieces smaller, and its turns later.
 */
final class EventBackfill {
    private static final Logger LOG = LoggerFactory.getLogger(EventBackfill.class);

    /** Of four pieces one is of the past, however many blocks come that could not be read with their payments. */
    private static final int LIVE_TURNS = 4;

    private final Chain chain;
    private final FollowStores stores;
    private final ContractSettings settings;
    private final Duration lease;
    private final Runnable whenFetched;
    private final Executor executor;
    private final BackfillPaces paces;
    private @Nullable Fetch fetching;
    private @Nullable UUID afterLive;
    private @Nullable UUID afterPast;
    private long turns;
    private long notBefore = System.nanoTime();

    /**
     * Of one chain.
     *
     * @param executor where nodes are asked
     * @param whenFetched told when {@link #step} has something to write
     */
    EventBackfill(
            Chain chain,
            FollowStores stores,
            ContractSettings settings,
            Duration lease,
            Executor executor,
            Runnable whenFetched) {
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
        this.lease = lease;
        this.whenFetched = whenFetched;
        this.paces = new BackfillPaces(settings);
        this.executor = executor;
    }

    /**
     * What was asked, and the answer.
     *
     * @param block the very block that was read, where it may still be dropped
     */
    private record Piece(Past past, @Nullable BlockRef block) {}

    /**
     * What a node is being asked.
     *
     * @param single whether it is one block, which cannot be less
     */
    private record Fetch(UUID subscription, boolean single, CompletableFuture<Piece> answer) {}

    /** Writes what has come and asks for the next; returns at once. */
    void step(FollowerLease held, Position position) {
        Fetch running = fetching;
        if (running != null) {
            if (!running.answer().isDone()) {
                return;
            }
            fetching = null;
            take(held, position, running);
        }
        if (System.nanoTime() - notBefore >= 0) {
            next(position).ifPresent(behind -> fetch(behind, position));
        }
    }

    /** When {@link #step} is to be called again, at the latest. */
    Duration pause(Duration otherwise) {
        if (fetching != null) {
            return otherwise;
        }
        long now = System.nanoTime();
        Duration rest = Duration.ofNanos(Math.max(0, notBefore - now));
        Duration first = rest.isZero() ? paces.firstEnd(otherwise) : rest;
        return first.compareTo(otherwise) > 0 ? otherwise : first;
    }

    /** Blocks that have come since a subscription began before older ones, most of the times. */
    private Optional<Behind> next(Position position) {
        boolean live = ++turns % LIVE_TURNS != 0;
        Optional<Behind> next = stores.backfills()
                .next(chain.id(), position.cursor().number(), live ? afterLive : afterPast, paces.waiting(), live);
        next.ifPresent(behind -> {
            if (live) {
                afterLive = behind.watched().id();
            } else {
                afterPast = behind.watched().id();
            }
        });
        return next;
    }

    private void fetch(Behind behind, Position position) {
        Node node;
        try {
            node = chain.node();
        } catch (ChainUnavailableException e) {
            // No subscription is to blame for that.
            notBefore = System.nanoTime() + settings.backfillEvery().toNanos();
            return;
        }
        UUID id = behind.watched().id();
        long size = paces.blocks(id);
        boolean single = size == 1
                || behind.next() >= Math.min(behind.last(), position.lastFinal().number());
        CompletableFuture<Piece> asked =
                CompletableFuture.supplyAsync(() -> piece(node, behind, position, size), executor);
        fetching = new Fetch(id, single, asked);
        var _ = asked.whenComplete((piece, failure) -> whenFetched.run());
    }

    private void take(FollowerLease held, Position position, Fetch answered) {
        notBefore = System.nanoTime() + settings.backfillEvery().toNanos();
        try {
            Piece piece = answered.answer().join();
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
            // Whatever it is, heads do not wait for it; whether it was written is read with the next one. Nodes say in
            // many
            // ways that they find a range too large: any failure halves it.
            if (!answered.single()) {
                paces.fewer(answered.subscription());
            } else if (paces.failed(answered.subscription())) {
                LOG.warn(
                        "chain {}: a past block cannot be read for subscription {}",
                        chain.name(),
                        answered.subscription(),
                        e);
            }
            return;
        }
        paces.read(answered.subscription());
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

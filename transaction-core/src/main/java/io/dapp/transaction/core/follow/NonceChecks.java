package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.UsedNonces.Overdue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a node how many nonces of an account a final block has used; before any transaction, for overdue accounts only. What
 * used them is looked for on a thread of its own, a round at a time, and written between the follower's steps: no block
 * waits for a search, however many there are and however long a node takes over them.
 */
final class NonceChecks {
    private static final Logger LOG = LoggerFactory.getLogger(NonceChecks.class);

    private final Chain chain;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final Runnable whenFound;
    private final Runnable progressed;
    private final Executor executor;
    private final NonceWaits waits;
    private @Nullable CompletableFuture<Round> searching;
    private long notBefore;

    /**
     * @param executor where what used nonces is looked for
     * @param whenFound told when {@link #settle} has something to write
     * @param progressed called each time a node has answered the follower's own thread
     */
    NonceChecks(
            Chain chain,
            FollowStores stores,
            FollowSettings settings,
            Executor executor,
            Runnable whenFound,
            Runnable progressed) {
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
        this.whenFound = whenFound;
        this.progressed = progressed;
        this.executor = executor;
        this.waits = new NonceWaits(settings.usedNoncesEvery(), settings.usedNoncesAtMost());
        this.notBefore = System.nanoTime() + settings.usedNoncesEvery().toNanos();
    }

    /**
     * Before payments end because a block up to {@code lastFinal} used their nonces, their lines are raised above all
     * nonces used by then: the next payment would only get another used one.
     */
    void raiseLines(FollowerLease lease, Node node, BlockRef lastFinal) {
        List<Address> accounts = stores.read(() -> stores.usedNonces().accounts(chain.id(), lastFinal.number()));
        if (accounts.isEmpty()) {
            return;
        }
        Map<Address, Long> counts = new TreeMap<>();
        try {
            for (Address account : accounts) {
                counts.put(account, node.transactionCount(account, lastFinal));
                progressed.run();
            }
        } catch (ChainUnavailableException e) {
            // Without its state of that block a node cannot tell; then each used nonce is found by its own payment.
            LOG.info("chain {}: used nonces cannot be counted: {}", chain.name(), e.getMessage());
            return;
        }
        stores.write(() -> {
            stores.followers().renew(lease, settings.lease());
            stores.usedNonces().raiseLines(chain.id(), counts);
            return counts;
        });
    }

    /**
     * Ends overdue payments whose nonce was used in a final block that holds none of their attempts: an authorisation
     * (EIP-7702) uses nonces so. One that such a block holds after all, because it was not walked, is recorded. Writes what
     * a round has found and begins the next; waits for no node.
     *
     * @return the accounts to send
     */
    List<Address> settle(FollowerLease lease, Position position) {
        List<Address> toSend = List.of();
        CompletableFuture<Round> running = searching;
        if (running != null) {
            if (!running.isDone()) {
                return toSend;
            }
            searching = null;
            toSend = take(lease, position, running);
        }
        if (System.nanoTime() - notBefore >= 0) {
            begin(position.lastFinal());
        }
        return toSend;
    }

    /** How many payments have a used nonce, and no node could tell by what. */
    int undecided() {
        return waits.undecided();
    }

    private void begin(BlockRef lastFinal) {
        Set<UUID> waiting = waits.waiting();
        List<Overdue> overdue = stores.read(
                () -> stores.usedNonces().overdue(chain.id(), chain.settings().rebroadcastAfter(), waiting));
        if (overdue.size() < UsedNonces.AT_ONCE) {
            waits.keep(overdue.stream().map(Overdue::paymentId).toList(), waiting);
        }
        if (overdue.isEmpty()) {
            pause();
            return;
        }
        CompletableFuture<Round> asked = CompletableFuture.supplyAsync(() -> search(overdue, lastFinal), executor);
        searching = asked;
        var _ = asked.whenComplete((round, failure) -> whenFound.run());
    }

    private void pause() {
        notBefore = System.nanoTime() + settings.usedNoncesEvery().toNanos();
    }

    private List<Address> take(FollowerLease lease, Position position, CompletableFuture<Round> answered) {
        Round round;
        try {
            round = answered.join();
        } catch (CompletionException e) {
            LOG.info("chain {}: used nonces cannot be looked into: {}", chain.name(), String.valueOf(e.getCause()));
            pause();
            return List.of();
        }
        round.unused().forEach(waits::unused);
        round.untold().forEach((one, why) -> {
            String message = "payment {}: its nonce {} is used, but what became of it cannot be learned: {}";
            if (waits.untold(one.paymentId())) {
                LOG.warn(message, one.paymentId(), one.nonce(), why);
            } else {
                LOG.debug(message, one.paymentId(), one.nonce(), why);
            }
        });
        if (!round.more()) {
            pause();
        }
        List<Address> toSend = round.isEmpty() ? List.of() : end(lease, position, round);
        round.lost().forEach(one -> waits.ended(one.paymentId()));
        round.mined().forEach(one -> waits.ended(one.paymentId()));
        return toSend;
    }

    /**
     * What was found of overdue payments. Only follows from final blocks, so that it stays true however late it is written.
     *
     * @param counts of the nonces that accounts have used as of the final block
     * @param lost what can never be mined
     * @param mined in blocks that were not walked
     * @param unused what may yet be mined, as far as blocks are final
     * @param untold why it cannot be told what became of some
     * @param more whether there was no time for all
     */
    private record Round(
            Map<Address, Long> counts,
            List<Overdue> lost,
            List<Mined> mined,
            List<UUID> unused,
            Map<Overdue, String> untold,
            boolean more) {
        static Round begin() {
            return new Round(
                    new TreeMap<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new LinkedHashMap<>(),
                    false);
        }

        boolean isEmpty() {
            return lost.isEmpty() && mined.isEmpty();
        }

        Round unfinished() {
            return new Round(counts, lost, mined, unused, untold, true);
        }
    }

    /** One after another for as long as a round lasts, but one at least. */
    private Round search(List<Overdue> overdue, BlockRef lastFinal) {
        long began = System.nanoTime();
        NonceSearch search = new NonceSearch(chain.node(), lastFinal);
        Round round = Round.begin();
        int looked = 0;
        for (Overdue one : overdue) {
            if (looked++ > 0
                    && System.nanoTime() - began >= settings.usedNoncesWithin().toNanos()) {
                round = round.unfinished();
                break;
            }
            long used;
            try {
                used = round.counts().computeIfAbsent(one.sender(), search::count);
            } catch (ChainUnavailableException e) {
                LOG.info("chain {}: used nonces cannot be counted: {}", chain.name(), e.getMessage());
                break;
            }
            if (used <= one.nonce()) {
                round.unused().add(one.paymentId());
                continue;
            }
            try {
                sort(one, search, lastFinal, round);
            } catch (ChainUnavailableException e) {
                round.untold().put(one, String.valueOf(e.getMessage()));
                if (!(e instanceof NodeErrorException)) {
                    // It may be the node: for the others it is not asked now.
                    break;
                }
            }
        }
        if (!round.isEmpty()) {
            search.confirm();
        }
        return round;
    }

    /** Only the block that used the nonce tells: a receipt that a node does not have may be one that it has dropped. */
    private void sort(Overdue one, NonceSearch search, BlockRef lastFinal, Round round) {
        Block block;
        try {
            block = search.usedIn(one.sender(), one.nonce());
        } catch (NodeErrorException noState) {
            if (!one.custodial()) {
                // It may be older than its record.
                throw noState;
            }
            byReceipts(one, lastFinal, round, noState);
            return;
        }
        List<TransactionHash> ours = block.transactions().stream()
                .map(Block.Transaction::hash)
                .filter(one.attempts()::contains)
                .toList();
        if (ours.isEmpty()) {
            round.lost().add(one);
        } else {
            round.mined().add(new Mined(one.paymentId(), one.sender(), receipt(block, ours), null));
        }
    }

    private void byReceipts(Overdue one, BlockRef lastFinal, Round round, NodeErrorException noState) {
        LOG.debug("payment {}: the block that used its nonce is not found by states", one.paymentId(), noState);
        new ReceiptSearch(chain, lastFinal, settings.clockTolerance())
                .find(one)
                .ifPresentOrElse(
                        receipt -> round.mined().add(new Mined(one.paymentId(), one.sender(), receipt, null)),
                        () -> round.lost().add(one));
    }

    /** Of any node that still has it: the block's hash says that it is of this chain. */
    private Receipt receipt(Block block, List<TransactionHash> ours) {
        ChainUnavailableException last = new ChainUnavailableException("no node of the chain can be used now");
        for (Node node : chain.usableNodes()) {
            try {
                return node.receipts(block, ours).getFirst();
            } catch (ChainUnavailableException e) {
                last = e;
            }
        }
        throw last;
    }

    private List<Address> end(FollowerLease lease, Position position, Round round) {
        return stores.write(() -> {
            if (!stores.followers().renew(lease, settings.lease())) {
                return List.of();
            }
            round.lost().stream()
                    .filter(Overdue::custodial)
                    .forEach(one -> LOG.warn(
                            "payment {}: its nonce {} was used by something that was not made here",
                            one.paymentId(),
                            one.nonce()));
            return stores.usedNonces()
                    .settle(
                            chain.id(),
                            round.lost(),
                            round.mined(),
                            round.counts(),
                            position.cursor().number(),
                            chain.settings().toldConfirmations());
        });
    }
}

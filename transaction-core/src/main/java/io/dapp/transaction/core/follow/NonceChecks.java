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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a node how many nonces of an account a final block has used; before any transaction, for overdue accounts only. */
final class NonceChecks {
    private static final Logger LOG = LoggerFactory.getLogger(NonceChecks.class);

    private final Chain chain;
    private final FollowStores stores;
    private final FollowSettings settings;
    private long checkedAt = System.nanoTime();

    NonceChecks(Chain chain, FollowStores stores, FollowSettings settings) {
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
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
            accounts.forEach(account -> counts.put(account, node.transactionCount(account, lastFinal)));
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
     * (EIP-7702) uses nonces so. One that such a block holds after all, because it was not walked, is recorded.
     *
     * @return the accounts to send
     */
    List<Address> settle(FollowerLease lease, Position position) {
        long now = System.nanoTime();
        if (now - checkedAt < settings.usedNoncesEvery().toNanos()) {
            return List.of();
        }
        checkedAt = now;
        List<Overdue> overdue = stores.read(
                () -> stores.usedNonces().overdue(chain.id(), chain.settings().rebroadcastAfter()));
        if (overdue.isEmpty()) {
            return List.of();
        }
        Map<Address, Long> counts = new TreeMap<>();
        Ends ends;
        try {
            ends = ends(overdue, counts, position.lastFinal());
        } catch (ChainUnavailableException e) {
            // Following goes on; this is asked again.
            LOG.info("chain {}: used nonces cannot be counted: {}", chain.name(), e.getMessage());
            return List.of();
        }
        return ends.isEmpty() ? List.of() : end(lease, position, ends, counts);
    }

    /** How payments ended in blocks that were not walked. */
    private record Ends(BlockRef last, List<Overdue> lost, List<Mined> mined) {
        boolean isEmpty() {
            return lost.isEmpty() && mined.isEmpty();
        }
    }

    private Ends ends(List<Overdue> overdue, Map<Address, Long> counts, BlockRef lastFinal) {
        NonceSearch search = new NonceSearch(chain.node(), lastFinal);
        overdue.forEach(one -> counts.computeIfAbsent(one.sender(), search::count));
        Ends ends = new Ends(lastFinal, new ArrayList<>(), new ArrayList<>());
        overdue.stream()
                .filter(one -> counts.getOrDefault(one.sender(), 0L) > one.nonce())
                .forEach(one -> sort(one, search, ends));
        search.confirm();
        return ends;
    }

    /** Only the block that used the nonce tells: a receipt that a node does not have may be one that it has dropped. */
    private void sort(Overdue one, NonceSearch search, Ends ends) {
        try {
            Block block;
            try {
                block = search.usedIn(one.sender(), one.nonce());
            } catch (NodeErrorException noState) {
                if (!one.custodial()) {
                    // It may be older than its record.
                    throw noState;
                }
                byReceipts(one, ends, noState);
                return;
            }
            List<TransactionHash> ours = block.transactions().stream()
                    .map(Block.Transaction::hash)
                    .filter(one.attempts()::contains)
                    .toList();
            if (ours.isEmpty()) {
                ends.lost().add(one);
            } else {
                ends.mined().add(new Mined(one.paymentId(), one.sender(), receipt(block, ours), null));
            }
        } catch (ChainUnavailableException e) {
            LOG.warn(
                    "payment {}: its nonce {} is used, but what became of it cannot be learned: {}",
                    one.paymentId(),
                    one.nonce(),
                    e.getMessage());
        }
    }

    private void byReceipts(Overdue one, Ends ends, NodeErrorException noState) {
        LOG.debug("payment {}: the block that used its nonce is not found by states", one.paymentId(), noState);
        receipts(ends)
                .find(one)
                .ifPresentOrElse(
                        receipt -> ends.mined().add(new Mined(one.paymentId(), one.sender(), receipt, null)),
                        () -> ends.lost().add(one));
    }

    private ReceiptSearch receipts(Ends ends) {
        return new ReceiptSearch(chain, ends.last(), settings.clockTolerance());
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

    private List<Address> end(FollowerLease lease, Position position, Ends ends, Map<Address, Long> counts) {
        return stores.write(() -> {
            if (!stores.followers().renew(lease, settings.lease())) {
                return List.of();
            }
            ends.lost().stream()
                    .filter(Overdue::custodial)
                    .forEach(one -> LOG.warn(
                            "payment {}: its nonce {} was used by something that was not made here",
                            one.paymentId(),
                            one.nonce()));
            return stores.usedNonces()
                    .settle(
                            chain.id(),
                            ends.lost(),
                            ends.mined(),
                            counts,
                            position.cursor().number(),
                            chain.settings().toldConfirmations());
        });
    }
}

package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.UsedNonces.Overdue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
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
     * Ends overdue payments whose nonce the last final block has used, though no block held a transaction of theirs and
     * none of their attempts has a receipt: an authorisation (EIP-7702) uses nonces so.
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
        List<Overdue> lost;
        try {
            lost = lost(overdue, counts, position.lastFinal());
        } catch (ChainUnavailableException e) {
            // Following goes on; this is asked again.
            LOG.info("chain {}: used nonces cannot be counted: {}", chain.name(), e.getMessage());
            return List.of();
        }
        return lost.isEmpty() ? List.of() : end(lease, position, lost, counts);
    }

    private List<Overdue> lost(List<Overdue> overdue, Map<Address, Long> counts, BlockRef lastFinal) {
        Node node = chain.node();
        overdue.forEach(
                one -> counts.computeIfAbsent(one.sender(), account -> node.transactionCount(account, lastFinal)));
        List<Overdue> used = overdue.stream()
                .filter(one -> counts.getOrDefault(one.sender(), 0L) > one.nonce())
                .toList();
        Map<TransactionHash, Overdue> attempts = new HashMap<>();
        used.forEach(one -> one.attempts().forEach(hash -> attempts.put(hash, one)));
        Set<UUID> mined = new HashSet<>();
        for (Receipt receipt : node.receipts(attempts.keySet())) {
            Overdue one = attempts.get(receipt.hash());
            if (one != null) {
                mined.add(one.paymentId());
            }
        }
        return used.stream().filter(one -> !mined.contains(one.paymentId())).toList();
    }

    private List<Address> end(FollowerLease lease, Position position, List<Overdue> lost, Map<Address, Long> counts) {
        return stores.write(() -> {
            if (!stores.followers().renew(lease, settings.lease())) {
                return List.of();
            }
            lost.forEach(one -> LOG.warn(
                    "payment {}: its nonce {} was used by something that was not made here",
                    one.paymentId(),
                    one.nonce()));
            return stores.usedNonces()
                    .replace(
                            chain.id(),
                            lost,
                            counts,
                            position.cursor().number(),
                            chain.settings().toldConfirmations());
        });
    }
}

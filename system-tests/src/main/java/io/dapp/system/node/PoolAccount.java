package io.dapp.system.node;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sender's pooled transactions. Those that follow its transaction count without a gap are executable, the others are
 * parked (geth: queued); with {@code coversCost} also those that the balance does not cover together with what comes before
 * them (reth's {@code ENOUGH_BALANCE} and {@code NO_PARKED_ANCESTORS}).
 */
final class PoolAccount {
    private final String address;
    private final NavigableMap<Long, Entry> byNonce = new TreeMap<>();
    private long count;
    private BigInteger balance = BigInteger.ZERO;
    private boolean coversCost;
    private boolean delegated;

    PoolAccount(String address) {
        this.address = address;
    }

    String address() {
        return address;
    }

    /** The sender's transaction count in the newest block. */
    long count() {
        return count;
    }

    BigInteger balance() {
        return balance;
    }

    /** Whether code stands at the sender's address. */
    boolean delegated() {
        return delegated;
    }

    void delegated(boolean isDelegated) {
        delegated = isDelegated;
    }

    /**
     * Takes over the state of a new block: what is mined leaves; after a reorg the node is told everything again.
     *
     * @param parksUncovered whether what the balance does not cover is parked
     */
    void update(long newCount, BigInteger newBalance, boolean parksUncovered) {
        coversCost = parksUncovered;
        if (newCount < count) {
            byNonce.values().forEach(entry -> entry.forwarded = false);
        }
        count = newCount;
        balance = newBalance;
        byNonce.headMap(newCount).clear();
    }

    @Nullable
    SignedTransaction at(long nonce) {
        Entry entry = byNonce.get(nonce);
        return entry == null ? null : entry.transaction;
    }

    boolean knows(SignedTransaction transaction) {
        SignedTransaction pooled = at(transaction.nonce());
        return pooled != null && pooled.hash().equals(transaction.hash());
    }

    void put(SignedTransaction transaction) {
        byNonce.put(transaction.nonce(), new Entry(transaction));
    }

    void remove(SignedTransaction transaction) {
        if (knows(transaction)) {
            byNonce.remove(transaction.nonce());
        }
    }

    /** The next call of {@link #unforwarded()} names it again. */
    void forwardAgain(SignedTransaction transaction) {
        put(transaction);
    }

    void forwarded(SignedTransaction transaction) {
        Entry entry = byNonce.get(transaction.nonce());
        if (entry != null) {
            entry.forwarded = true;
        }
    }

    boolean isEmpty() {
        return byNonce.isEmpty();
    }

    /** The first nonce that is missing. */
    long nextNonce() {
        long next = count;
        while (byNonce.containsKey(next)) {
            next++;
        }
        return next;
    }

    List<SignedTransaction> executable() {
        return transactions(byNonce.subMap(count, firstParked()));
    }

    List<SignedTransaction> parked() {
        return transactions(byNonce.tailMap(firstParked()));
    }

    private long firstParked() {
        long next = count;
        BigInteger cost = BigInteger.ZERO;
        for (SignedTransaction pooled = at(next); pooled != null; pooled = at(next)) {
            cost = cost.add(pooled.cost());
            if (coversCost && cost.compareTo(balance) > 0) {
                break;
            }
            next++;
        }
        return next;
    }

    /** Executable ones that the node behind the proxy has not been given, lowest nonce first. */
    List<SignedTransaction> unforwarded() {
        List<SignedTransaction> open = new ArrayList<>();
        for (Entry entry : byNonce.subMap(count, firstParked()).values()) {
            if (!entry.forwarded) {
                open.add(entry.transaction);
            }
        }
        return open;
    }

    /** The most that everything pooled can take from the sender, {@code nonce} left out. */
    BigInteger costWithout(long nonce) {
        return byNonce.values().stream()
                .map(entry -> entry.transaction)
                .filter(transaction -> transaction.nonce() != nonce)
                .map(SignedTransaction::cost)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static List<SignedTransaction> transactions(SortedMap<Long, Entry> entries) {
        return entries.values().stream().map(entry -> entry.transaction).toList();
    }

    private static final class Entry {
        private final SignedTransaction transaction;
        private boolean forwarded;

        private Entry(SignedTransaction transaction) {
            this.transaction = transaction;
        }
    }
}

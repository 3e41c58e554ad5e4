package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.SendAnswer;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.simulation.ModelChain;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import io.dapp.transaction.core.simulation.ModelNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A chain of several accounts and its nodes: for each account a {@link ModelChain}, all of them in step. */
final class Network {
    static final List<String> NAMES = List.of("one", "two");
    private static final long FOREIGN = -1;

    private final Map<Address, ModelChain> chains = new LinkedHashMap<>();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private long highest;

    /** @param first as in {@link ModelChain} */
    Network(List<Address> accounts, List<Long> balances, long first, LongUnaryOperator times) {
        for (int i = 0; i < accounts.size(); i++) {
            chains.put(accounts.get(i), new ModelChain(balances.get(i), first, times));
        }
        NAMES.forEach(name -> members.put(name, new Member(name)));
        members.values().forEach(Member::sync);
    }

    /** A node: what it has seen of each account, and its pool. */
    final class Member {
        private final String name;
        private final Map<Address, ModelNode> accounts = new LinkedHashMap<>();
        private final Set<TransactionHash> given = new HashSet<>();
        private boolean away;

        private Member(String name) {
            this.name = name;
            chains.keySet().forEach(account -> accounts.put(account, new ModelNode(name)));
        }

        String name() {
            return name;
        }

        boolean away() {
            return away;
        }

        private void sync() {
            accounts.forEach((account, node) -> node.sync(chain(account)));
        }

        /** Blocks as one account sees them; they are the same for all. */
        List<Mined> view(Address account) {
            return Objects.requireNonNull(accounts.get(account)).view;
        }

        List<Mined> view() {
            return accounts.values().iterator().next().view;
        }

        SendAnswer take(Address sender, Tx transaction) {
            return Objects.requireNonNull(accounts.get(sender)).take(transaction);
        }
    }

    private ModelChain chain(Address account) {
        return Objects.requireNonNull(chains.get(account));
    }

    Set<Address> accounts() {
        return chains.keySet();
    }

    Member member(String name) {
        return Objects.requireNonNull(members.get(name));
    }

    /** The block that holds a transaction of an account now. */
    synchronized @Nullable Mined holder(Address account, TransactionHash hash) {
        return chain(account).holder(hash);
    }

    synchronized @Nullable Mined at(Address account, BlockRef block) {
        return chain(account).at(block);
    }

    /** How many nonces an account has used. */
    synchronized long count(Address account) {
        return chain(account).head().count();
    }

    /** Hashes of all of an account's transactions that the chain holds. */
    synchronized List<TransactionHash> mined(Address account) {
        return chain(account).canonical().stream()
                .flatMap(block -> block.transactions().stream())
                .map(Tx::hash)
                .toList();
    }

    static boolean foreign(TransactionHash hash) {
        return ByteBuffer.wrap(hash.bytes()).getLong() == FOREIGN;
    }

    synchronized void sync(String name) {
        member(name).sync();
    }

    synchronized void away(String name, boolean away) {
        member(name).away = away;
    }

    synchronized void losePool(String name) {
        member(name).accounts.values().forEach(node -> node.pool.clear());
    }

    /** A node was given this, whatever it said. */
    synchronized void given(Member member, TransactionHash hash) {
        member.given.add(hash);
    }

    synchronized boolean wasGiven(String name, TransactionHash hash) {
        return member(name).given.contains(hash);
    }

    /** The other nodes that are there get it too. */
    synchronized void gossip(Member from, Address sender, Tx transaction) {
        for (Member member : members.values()) {
            if (!member.equals(from) && !member.away) {
                var _ = member.take(sender, transaction);
            }
        }
    }

    /** Whether a block made now would hold anything. */
    synchronized boolean hasCandidates() {
        return chains.keySet().stream()
                .anyMatch(account ->
                        candidates(account, List.of()).stream().anyMatch(one -> one.nonce() == count(account)));
    }

    /** Whether the newest blocks hold anything. */
    synchronized boolean newestHold(int blocks) {
        return chains.values().stream()
                .map(ModelChain::canonical)
                .flatMap(all -> all.subList(Math.max(0, all.size() - blocks), all.size()).stream())
                .anyMatch(block -> !block.transactions().isEmpty());
    }

    /** Adds a block of what the nodes have. */
    synchronized void mine(long income) {
        chains.forEach((account, chain) -> chain.mine(candidates(account, List.of()), income));
        rises();
    }

    /** Replaces the newest blocks, never one that some follower may call final. */
    synchronized void reorg(int deepest, Dice dice) {
        long number = head().header().number();
        long atMost = Math.min(deepest, number - (highest - Stage.CONFIRMATIONS + 1));
        int depth = (int) Math.min(atMost, number);
        if (depth < 1) {
            return;
        }
        Map<Address, List<Tx>> dropped = new LinkedHashMap<>();
        chains.forEach((account, chain) -> dropped.put(account, chain.drop(depth)));
        boolean kept = dice.oneIn(2);
        if (!kept && dice.oneIn(2)) {
            NAMES.forEach(this::losePool);
        }
        for (int i = depth + dice.upTo(1); i > 0; i--) {
            boolean full = dice.oneIn(3);
            chains.forEach((account, chain) -> chain.mine(
                    full ? candidates(account, Objects.requireNonNull(dropped.get(account))) : List.of(), 0));
        }
        if (kept) {
            Member member = dice.oneOf(List.copyOf(members.values()));
            dropped.forEach((account, transactions) -> {
                ModelNode node = Objects.requireNonNull(member.accounts.get(account));
                transactions.forEach(one -> node.pool.putIfAbsent(one.nonce(), one));
            });
        }
        rises();
    }

    /** Something else with an account's key is mined at its next nonce. */
    synchronized void useNonceElsewhere(Address account) {
        long nonce = count(account);
        byte[] hash = ByteBuffer.allocate(32)
                .putLong(FOREIGN)
                .putLong(nonce)
                .put(account.bytes(), 0, 16)
                .array();
        chains.forEach((one, chain) -> chain.mine(
                one.equals(account)
                        ? List.of(new Tx(TransactionHash.of(hash), nonce, 0, Long.MAX_VALUE / 100))
                        : List.of(),
                0));
        rises();
    }

    private Mined head() {
        return chains.values().iterator().next().head();
    }

    private void rises() {
        highest = Math.max(highest, head().header().number());
    }

    private List<Tx> candidates(Address account, List<Tx> more) {
        TreeMap<Long, Tx> byNonce = new TreeMap<>();
        more.forEach(one -> byNonce.put(one.nonce(), one));
        for (Member member : members.values()) {
            if (!member.away) {
                Objects.requireNonNull(member.accounts.get(account))
                        .candidates()
                        .forEach(one -> byNonce.putIfAbsent(one.nonce(), one));
            }
        }
        return new ArrayList<>(byNonce.values());
    }
}

package io.dapp.system.proxy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * geth's pool as a sender meets it when the node is busy (core/txpool/legacypool): per sender so many executable
 * transactions, so many more behind a gap, replacement for 10 % on both fees, and a balance that covers the cost of all
 * that is pooled. What is executable goes on to the node behind, in order; what stands behind a gap waits here.
 */
public final class GethPool {
    private static final int ACCOUNT_SLOTS = 16;
    private static final int ACCOUNT_QUEUE = 64;

    interface Upstream {
        JsonNode call(String method, Object... parameters) throws IOException, InterruptedException;
    }

    private final Upstream node;
    private final Map<String, NavigableMap<Long, PooledTransaction>> senders = new HashMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final AtomicLong gapped = new AtomicLong();
    private volatile int slots = ACCOUNT_SLOTS;

    GethPool(Upstream node) {
        this.node = node;
    }

    /** As if others had left this many slots to each sender; 0 takes nothing new. */
    public void slotsPerSender(int count) {
        slots = count;
    }

    /** Transactions that came before one they have to wait for. */
    public long gapped() {
        return gapped.get();
    }

    /** How often this was answered, by the beginning of the message. */
    public long refusals(String beginning) {
        return refusals.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(beginning))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** As a restart or an eviction does. */
    public synchronized void forgetEverything() {
        senders.clear();
    }

    synchronized JsonNode send(RpcCall call) throws IOException, InterruptedException {
        PooledTransaction transaction;
        try {
            transaction = PooledTransaction.decode(call.parameters().path(0).asString(""));
        } catch (RuntimeException e) {
            return call.error(RpcError.pool("rlp: " + e.getMessage()));
        }
        String refusal = add(transaction);
        if (refusal != null) {
            refusals.computeIfAbsent(refusal, _ -> new LongAdder()).increment();
            return call.error(RpcError.pool(refusal));
        }
        return call.result(transaction.hash());
    }

    private @Nullable String add(PooledTransaction transaction) throws IOException, InterruptedException {
        long next = quantity("eth_getTransactionCount", transaction.sender()).longValueExact();
        NavigableMap<Long, PooledTransaction> pooled =
                senders.computeIfAbsent(transaction.sender(), _ -> new TreeMap<>());
        pooled.headMap(next).clear();
        if (transaction.nonce() < next) {
            return "nonce too low: next nonce " + next + ", tx nonce " + transaction.nonce();
        }
        PooledTransaction old = pooled.get(transaction.nonce());
        if (old != null && old.hash().equals(transaction.hash())) {
            return "already known";
        }
        String shortfall = shortfall(transaction, old, pooled);
        if (shortfall != null) {
            return shortfall;
        }
        if (old != null && !transaction.mayReplace(old)) {
            return "replacement transaction underpriced";
        }
        long end = executableEnd(pooled, next);
        if (old == null && transaction.nonce() > end) {
            if (pooled.tailMap(end).size() >= ACCOUNT_QUEUE) {
                return "txpool is full";
            }
            gapped.incrementAndGet();
            pooled.put(transaction.nonce(), transaction);
            return null;
        }
        if (old == null && end - next >= slots) {
            return "txpool is full";
        }
        return transaction.nonce() > end ? replaceGapped(pooled, transaction) : execute(pooled, transaction, next);
    }

    private static @Nullable String replaceGapped(
            NavigableMap<Long, PooledTransaction> pooled, PooledTransaction transaction) {
        pooled.put(transaction.nonce(), transaction);
        return null;
    }

    /** Gives it to the node behind, and then whatever had waited for it. */
    private @Nullable String execute(
            NavigableMap<Long, PooledTransaction> pooled, PooledTransaction transaction, long next)
            throws IOException, InterruptedException {
        JsonNode answer = node.call("eth_sendRawTransaction", transaction.raw());
        String error = answer.path("error").path("message").asString("");
        // The node behind knows it when this pool was told to forget.
        if (!error.isEmpty() && !error.contains("already")) {
            return error;
        }
        pooled.put(transaction.nonce(), transaction);
        for (long nonce = transaction.nonce() + 1; pooled.containsKey(nonce) && nonce - next < slots; nonce++) {
            node.call("eth_sendRawTransaction", pooled.get(nonce).raw());
        }
        return null;
    }

    private @Nullable String shortfall(
            PooledTransaction transaction,
            @Nullable PooledTransaction old,
            NavigableMap<Long, PooledTransaction> pooled)
            throws IOException, InterruptedException {
        BigInteger balance = quantity("eth_getBalance", transaction.sender());
        BigInteger queued =
                pooled.values().stream().map(PooledTransaction::cost).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger others = old == null ? queued : queued.subtract(old.cost());
        BigInteger overshot = others.add(transaction.cost()).subtract(balance);
        return overshot.signum() <= 0
                ? null
                : "insufficient funds for gas * price + value: balance %s, queued cost %s, tx cost %s, overshot %s"
                        .formatted(balance, queued, transaction.cost(), overshot);
    }

    private static long executableEnd(NavigableMap<Long, PooledTransaction> pooled, long next) {
        long end = next;
        while (pooled.containsKey(end)) {
            end++;
        }
        return end;
    }

    private BigInteger quantity(String method, String address) throws IOException, InterruptedException {
        return new BigInteger(
                node.call(method, address, "latest")
                        .path("result")
                        .asString("0x0")
                        .substring(2),
                16);
    }
}

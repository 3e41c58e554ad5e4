package io.dapp.system.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What arrived at the proxy, counted by method and by the block that was the node's head then. Thread-safe. */
public final class CallLog {
    private final LongSupplier head;
    private final Map<String, Long> byMethod = new HashMap<>();
    private final SortedMap<Long, Map<String, Long>> byBlock = new TreeMap<>();
    private final List<String> rawTransactions = new ArrayList<>();
    private long messages;

    CallLog(LongSupplier head) {
        this.head = head;
    }

    synchronized void arrived(List<RpcCall> message) {
        messages++;
        Map<String, Long> block = byBlock.computeIfAbsent(head.getAsLong(), number -> new HashMap<>());
        for (RpcCall call : message) {
            byMethod.merge(call.method(), 1L, Long::sum);
            block.merge(call.method(), 1L, Long::sum);
            String raw = call.text(0);
            if (call.method().equals("eth_sendRawTransaction") && raw != null) {
                rawTransactions.add(raw);
            }
        }
        notifyAll();
    }

    /** Calls of {@code method}, each member of a batch counted. */
    public synchronized long count(String method) {
        return byMethod.getOrDefault(method, 0L);
    }

    /** Calls of all methods, each member of a batch counted. */
    public synchronized long count() {
        return byMethod.values().stream().mapToLong(Long::longValue).sum();
    }

    /** HTTP requests and WebSocket messages: a batch is one. */
    public synchronized long messages() {
        return messages;
    }

    public synchronized Map<String, Long> byMethod() {
        return Map.copyOf(byMethod);
    }

    /** Calls by the number of the block that was the head when they arrived, then by method. */
    public synchronized SortedMap<Long, Map<String, Long>> byBlock() {
        SortedMap<Long, Map<String, Long>> copy = new TreeMap<>();
        byBlock.forEach((number, counts) -> copy.put(number, Map.copyOf(counts)));
        return copy;
    }

    /** Every raw transaction in the order of arrival, resent ones again, also those that no node ever saw. */
    public List<SignedTransaction> rawTransactions() {
        List<String> copy;
        synchronized (this) {
            copy = List.copyOf(rawTransactions);
        }
        return copy.stream().map(SignedTransaction::decode).toList();
    }

    /** Waits until {@code method} has been called {@code count} times in all. */
    public synchronized void await(String method, long count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (count(method) < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("expected " + count + " calls of " + method + " within " + limit
                        + " but there were " + count(method));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Forgets everything counted and recorded. */
    public synchronized void clear() {
        byMethod.clear();
        byBlock.clear();
        rawTransactions.clear();
        messages = 0;
    }
}

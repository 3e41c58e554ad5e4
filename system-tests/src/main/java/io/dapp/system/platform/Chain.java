package io.dapp.system.platform;

import io.dapp.testing.TestNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A local chain whose blocks are made here, so that a test can stop them and make them by hand. */
public final class Chain implements AutoCloseable {
    public static final Duration BLOCK_TIME = Duration.ofMillis(300);

    private final TestNode node;
    private final ScheduledExecutorService miner = Executors.newSingleThreadScheduledExecutor();
    private boolean mining = true;

    Chain() {
        this(BLOCK_TIME);
    }

    Chain(Duration blockTime) {
        node = TestNode.start();
        node.mineByHand();
        var _ = miner.scheduleWithFixedDelay(this::mineIfMining, 0, blockTime.toMillis(), TimeUnit.MILLISECONDS);
    }

    public TestNode node() {
        return node;
    }

    /** From now on blocks come by {@link #mine} only. */
    public synchronized void stopMining() {
        mining = false;
    }

    public synchronized void startMining() {
        mining = true;
    }

    public synchronized void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            node.mine(1);
        }
    }

    /** The newest blocks are replaced by empty ones; what was in them is forgotten. */
    public synchronized void reorg(int depth) {
        node.reorg(depth);
    }

    /** The newest blocks are replaced; this transaction is in the {@code index}th of the new ones. */
    public synchronized void reorg(int depth, String raw, int index) {
        node.reorg(depth, List.of(List.of(raw, index)));
    }

    public BigInteger balance(String address) {
        return quantity(node.rpc().call("eth_getBalance", address, "latest").asString("0x0"));
    }

    public long transactionCount(String address) {
        return quantity(node.rpc()
                        .call("eth_getTransactionCount", address, "latest")
                        .asString("0x0"))
                .longValueExact();
    }

    /** Of the chain as it is now; null (JSON) where it holds no such transaction. */
    public JsonNode receipt(String hash) {
        return node.rpc().call("eth_getTransactionReceipt", hash);
    }

    /** With what the pool holds. */
    public long pendingTransactionCount(String address) {
        return quantity(node.rpc()
                        .call("eth_getTransactionCount", address, "pending")
                        .asString("0x0"))
                .longValueExact();
    }

    @Override
    public void close() {
        miner.shutdownNow();
        node.close();
    }

    private synchronized void mineIfMining() {
        if (mining) {
            try {
                node.mine(1);
            } catch (RuntimeException e) {
                // The node is being stopped or stands still; the next tick tries again.
            }
        }
    }

    private static BigInteger quantity(String hex) {
        return new BigInteger(hex.substring(2), 16);
    }
}

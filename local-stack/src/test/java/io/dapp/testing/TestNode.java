package io.dapp.testing;

import io.dapp.local.infra.EvmNode;
import io.dapp.local.infra.JsonRpc;
import io.dapp.local.infra.NodeOptions;
import io.dapp.local.infra.Ports;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A local EVM node of one test: chain id 31337. */
public final class TestNode implements AutoCloseable {
    private static final long CHAIN_ID = 31_337;

    private final Path folder = TestWorkspace.newFolder("node");
    private final NodeOptions options;
    private EvmNode node;

    private TestNode(long chainId, @Nullable Duration blockTime) {
        this(chainId, blockTime, null);
    }

    private TestNode(long chainId, @Nullable Duration blockTime, @Nullable String hardfork) {
        this.options = new NodeOptions(
                "127.0.0.1",
                Ports.free(),
                chainId,
                blockTime,
                folder.resolve("state.json"),
                folder.resolve("node.log"),
                hardfork);
        this.node = EvmNode.start(options);
    }

    /** A node that makes a block per transaction, at once, and on {@link #mine(int)}. */
    public static TestNode start() {
        return TestWorkspace.closeAtExit(new TestNode(CHAIN_ID, null));
    }

    /** A node that makes a block every {@code blockTime}. */
    public static TestNode start(Duration blockTime) {
        return TestWorkspace.closeAtExit(new TestNode(CHAIN_ID, blockTime));
    }

    /** A node of another chain. */
    public static TestNode start(long chainId, @Nullable Duration blockTime) {
        return TestWorkspace.closeAtExit(new TestNode(chainId, blockTime));
    }

    /** A node of a chain with older rules. */
    public static TestNode of(long chainId, String hardfork) {
        return TestWorkspace.closeAtExit(new TestNode(chainId, null, hardfork));
    }

    public long chainId() {
        return options.chainId();
    }

    public int port() {
        return options.port();
    }

    public long pid() {
        return node.pid();
    }

    public URI httpUrl() {
        return node.httpUrl();
    }

    public URI wsUrl() {
        return node.wsUrl();
    }

    public JsonRpc rpc() {
        return node.rpc();
    }

    public long blockNumber() {
        return node.blockNumber();
    }

    /** Stops making blocks by itself: only {@link #mine(int)} makes one. */
    public void mineByHand() {
        rpc().call("evm_setAutomine", false);
        rpc().call("evm_setIntervalMining", 0);
    }

    public void mine(int blocks) {
        rpc().call("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    /** Replaces the newest {@code depth} blocks by empty ones; their transactions are gone. */
    public void reorg(int depth) {
        rpc().call("anvil_reorg", depth, List.of());
    }

    /** Replaces the newest {@code depth} blocks; each raw transaction goes to the new block at its index. */
    public void reorg(int depth, List<List<Object>> rawTransactionsWithBlockIndex) {
        rpc().call("anvil_reorg", depth, rawTransactionsWithBlockIndex);
    }

    /** Sets the balance, at once and without a transaction. */
    public void fund(String address, BigInteger wei) {
        rpc().call("anvil_setBalance", address, "0x" + wei.toString(16));
    }

    public void pause() {
        node.pause();
    }

    public void resume() {
        node.resume();
    }

    /** Stops it; its chain is kept for {@link #restart()}. */
    public void stop() {
        node.close();
    }

    /** Starts it again on the same port with the chain it had. */
    public void restart() {
        node.close();
        node = EvmNode.start(options);
    }

    @Override
    public void close() {
        node.kill();
    }
}

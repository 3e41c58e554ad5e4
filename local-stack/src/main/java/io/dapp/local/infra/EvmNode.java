package io.dapp.local.infra;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A local EVM node (anvil) as a process of its own. */
public final class EvmNode implements AutoCloseable {
    /** Blocks that anvil's {@code finalized} tag lies behind the head: two epochs of this many. */
    private static final int SLOTS_IN_AN_EPOCH = 4;

    /** In ether, for each of the ten accounts that pay the faucet. */
    private static final String FAUCET_BALANCE = "1000000000";

    private static final Duration WRITES_STATE_WITHIN = Duration.ofSeconds(30);

    private final ChildProcess process;
    private final JsonRpc rpc;
    private final int port;

    private EvmNode(ChildProcess process, JsonRpc rpc, int port) {
        this.process = process;
        this.rpc = rpc;
        this.port = port;
    }

    public static EvmNode start(NodeOptions options) {
        List<String> command = new ArrayList<>(List.of(
                AnvilBinary.path().toString(),
                "--host",
                options.address(),
                "--port",
                Integer.toString(options.port()),
                "--chain-id",
                Long.toString(options.chainId()),
                "--balance",
                FAUCET_BALANCE,
                "--slots-in-an-epoch",
                Integer.toString(SLOTS_IN_AN_EPOCH),
                "--no-request-size-limit",
                "--quiet"));
        String hardfork = options.hardfork();
        if (hardfork != null) {
            command.addAll(List.of("--hardfork", hardfork));
        }
        if (options.blockTime() != null) {
            command.addAll(List.of("--block-time", seconds(options.blockTime())));
        }
        Path stateFile = options.stateFile();
        if (stateFile != null) {
            command.addAll(List.of("--state", stateFile.toString(), "--preserve-historical-states"));
            // Every start makes a genesis block beside the one it reads; only with the first one's time is it the same.
            command.addAll(List.of("--timestamp", Long.toString(genesisTime(stateFile))));
        }
        ChildProcess process = ChildProcess.start("the EVM node", command, options.log());
        JsonRpc rpc = new JsonRpc(URI.create("http://127.0.0.1:" + options.port()));
        process.awaitReady(Duration.ofSeconds(60), rpc::answers);
        if (stateFile != null) {
            // Its clock has gone on from the genesis block's time as if the node had never been away.
            rpc.call("evm_setTime", Instant.now().getEpochSecond());
        }
        return new EvmNode(process, rpc, options.port());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public URI httpUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public URI wsUrl() {
        return URI.create("ws://127.0.0.1:" + port);
    }

    public JsonRpc rpc() {
        return rpc;
    }

    public long blockNumber() {
        return new BigInteger(rpc.call("eth_blockNumber").asString().substring(2), 16).longValueExact();
    }

    public void pause() {
        process.signal("STOP");
    }

    public void resume() {
        process.signal("CONT");
    }

    /** Ends it without letting it write its state. */
    public void kill() {
        process.kill();
    }

    /** Stops it; with a state file the chain is written to it. False when it had to be killed before that. */
    public boolean stop() {
        return process.stop(WRITES_STATE_WITHIN);
    }

    @Override
    public void close() {
        stop();
    }

    /** Seconds since 1970 of the chain's first start, written beside its state. */
    private static long genesisTime(Path stateFile) {
        Path file = stateFile.resolveSibling("genesis-time");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, Long.toString(Instant.now().getEpochSecond()));
            }
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw new InfrastructureException("cannot tell the chain's first start from " + file, e);
        }
    }

    private static String seconds(Duration blockTime) {
        return java.math.BigDecimal.valueOf(blockTime.toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }
}

package io.dapp.local.stack;

import io.dapp.local.infra.EvmNode;
import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The local EVM node. Its chain is written when it stops; a node that was killed has lost what the database knows of. */
final class NodePart implements Part {
    static final String NAME = "node";
    private static final Duration BLOCK_TIME = Duration.ofSeconds(1);

    private final StackSettings settings;
    private @Nullable EvmNode node;

    NodePart(StackSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> urls() {
        int port = settings.port(StackPort.NODE);
        return Map.of("http", "http://127.0.0.1:" + port, "ws", "ws://127.0.0.1:" + port);
    }

    @Override
    public void start() {
        Path folder = settings.data("node");
        try {
            Files.createDirectories(folder);
            refuseLostChain();
            Files.writeString(runningMark(), "");
        } catch (IOException e) {
            throw new InfrastructureException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        node = EvmNode.start(new NodeOptions(
                settings.port(StackPort.NODE),
                StackSettings.LOCAL_CHAIN_ID,
                BLOCK_TIME,
                stateFile(),
                settings.log(NAME)));
    }

    /** Told before anything is started, so that nothing follows a chain that contradicts what was recorded of it. */
    void refuseLostChain() {
        if (Files.exists(runningMark())) {
            throw new InfrastructureException("""
                    the EVM node was not stopped cleanly, and the chain it last wrote is older than what the database has
                      recorded of it. Going on would follow a chain that contradicts confirmed payments.
                      ./dapp up --fresh starts over with an empty chain. It drops everything in .dapp/data: accounts, sessions,
                      resources, wallets with their keys, payments, notifications and the chain itself.""");
        }
    }

    /** A node that was found running and has been stopped: its chain is complete when it ended by itself. */
    void leftoverStopped() {
        try {
            Files.deleteIfExists(runningMark());
        } catch (IOException e) {
            throw new InfrastructureException("cannot delete " + runningMark(), e);
        }
    }

    @Override
    public boolean isAlive() {
        return node != null && node.isAlive();
    }

    @Override
    public @Nullable Long pid() {
        return node == null ? null : node.pid();
    }

    @Override
    public void stop() {
        EvmNode running = node;
        node = null;
        if (running != null && running.isAlive() && running.stop()) {
            leftoverStopped();
        }
    }

    private Path stateFile() {
        return settings.data(NAME).resolve("state.json");
    }

    private Path runningMark() {
        return settings.data(NAME).resolve("running");
    }
}

package io.dapp.local.infra;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a local EVM node runs.
 *
 * @param address where it listens
 * @param blockTime time between blocks; null: a block per transaction, at once
 * @param stateFile where the chain is read from at start and written to at a clean stop; null: the chain is not kept
 * @param hardfork whose rules its chain has; null: the newest
 */
public record NodeOptions(
        String address,
        int port,
        long chainId,
        @Nullable Duration blockTime,
        @Nullable Path stateFile,
        Path log,
        @Nullable String hardfork) {
    /** With the newest rules. */
    public NodeOptions(
            String address, int port, long chainId, @Nullable Duration blockTime, @Nullable Path stateFile, Path log) {
        this(address, port, chainId, blockTime, stateFile, log, null);
    }

    /** A node for this machine alone. */
    public NodeOptions(int port, long chainId, @Nullable Duration blockTime, @Nullable Path stateFile, Path log) {
        this("127.0.0.1", port, chainId, blockTime, stateFile, log);
    }
}

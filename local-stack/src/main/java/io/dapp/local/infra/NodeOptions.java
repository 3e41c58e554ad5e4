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
 */
public record NodeOptions(
        String address,
        int port,
        long chainId,
        @Nullable Duration blockTime,
        @Nullable Path stateFile,
        Path log) {
    /** A node for this machine alone. */
    public NodeOptions(int port, long chainId, @Nullable Duration blockTime, @Nullable Path stateFile, Path log) {
        this("127.0.0.1", port, chainId, blockTime, stateFile, log);
    }
}

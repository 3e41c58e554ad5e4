package io.dapp.transaction.chain;

import io.dapp.chain.BlockHash;
import io.dapp.chain.ChainId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** The newest block of a chain whose effects are all recorded. */
record HeadView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        long number,
        @Schema(type = "string") BlockHash hash,
        @Schema(type = "string") BlockHash parentHash,
        Instant timestamp) {}

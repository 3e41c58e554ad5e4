package io.dapp.transaction.submission;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Payments of one wallet on one chain that are accepted together or not at all; their nonces are in this order. */
record BatchRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 100") @Nullable
        List<@Nullable SubmissionRequest> transactions) {}

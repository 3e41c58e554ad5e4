package io.dapp.transaction.outside;

import io.dapp.transaction.core.Bytes;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A transaction that its owner's own wallet has signed. */
record RawRequest(
        @Schema(
                type = "string",
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "0x and the signed transaction of type 0, 1, 2 or 4 in hexadecimal digits")
        @Nullable
        Bytes raw) {}

package io.dapp.chain;

import org.jspecify.annotations.Nullable;

/**
 * A call to try out.
 *
 * @param to null for a deployment
 * @param data 0x and hexadecimal digits
 */
public record CallRequest(
        Address from,
        @Nullable Address to,
        Wei value,
        @Nullable String data) {}

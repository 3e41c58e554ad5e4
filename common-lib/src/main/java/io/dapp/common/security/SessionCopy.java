package io.dapp.common.security;

import java.time.Instant;
import java.util.UUID;

/**
 * What Redis holds of a session's row.
 *
 * @param version the row's; a lower one never replaces a higher one
 * @param ended true in the tombstone that a logout leaves
 * @param expiresAt from when on the session is over without anybody ending it
 */
public record SessionCopy(UUID sessionId, UUID userId, long version, boolean ended, Instant expiresAt) {}

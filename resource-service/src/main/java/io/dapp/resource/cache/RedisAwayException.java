package io.dapp.resource.cache;

import java.io.Serial;

/** The change could not be made known in Redis; it is tried again until it is. */
final class RedisAwayException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RedisAwayException() {
        super("Redis is away");
    }
}

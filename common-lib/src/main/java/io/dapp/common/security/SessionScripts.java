package io.dapp.common.security;

import io.lettuce.core.ScriptOutputType;

/**
 * The session store's format in Redis: {@code session:<id>} is a hash {user_id, version, state, expires_at} (milliseconds
 * of the epoch); {@code sessions:sentinel} names the replication id of the Redis that was filled. That id changes when a
 * replica takes over or Redis restarts, and the key is gone when Redis was emptied: in each case what is missing may
 * only be lost, so nothing missing is believed until auth-service has written the sessions back.
 */
final class SessionScripts {
    static final String CHANNEL = "sessions";
    static final String SENTINEL = "sessions:sentinel";
    static final String RESTORING = "sessions:restoring";
    static final String ACTIVE = "active";
    static final String ENDED = "ended";

    private static final String FILLED = """
            local info = redis.call('INFO', 'replication')
            local id = string.match(info, 'master_replid:(%x+)')
            local primary = string.find(info, 'role:master', 1, true) ~= nil
            local filled = primary and redis.call('GET', KEYS[1]) == id
            """;

    /** KEYS: sentinel, sessions. Answers whether the store is filled, then state and expiry of each session. */
    static final RedisScript READ = RedisScript.of(FILLED + """
            local answer = {filled and '1' or '0'}
            for i = 2, #KEYS do
              local held = redis.call('HMGET', KEYS[i], 'state', 'expires_at')
              answer[#answer + 1] = held[1] or ''
              answer[#answer + 1] = held[2] or ''
            end
            return answer
            """, ScriptOutputType.MULTI);

    /** KEYS: session. ARGV: version, state, user_id, expires_at, time to live (ms), channel, session id. */
    static final RedisScript WRITE = RedisScript.of("""
            local held = redis.call('HGET', KEYS[1], 'version')
            if not held or tonumber(held) <= tonumber(ARGV[1]) then
              redis.call('HSET', KEYS[1], 'version', ARGV[1], 'state', ARGV[2], 'user_id', ARGV[3], 'expires_at', ARGV[4])
              redis.call('PEXPIRE', KEYS[1], ARGV[5])
            end
            if ARGV[2] == 'ended' then
              redis.call('PUBLISH', ARGV[6], ARGV[7])
            end
            return 1
            """, ScriptOutputType.INTEGER);

    /** KEYS: sentinel, lease. ARGV: token, time to live (ms). Answers the id to restore for, or '' when nothing is to do. */
    static final RedisScript BEGIN_RESTORE = RedisScript.of(FILLED + """
            if filled or not primary then
              return ''
            end
            if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
              return id
            end
            return ''
            """, ScriptOutputType.VALUE);

    /** KEYS: lease. ARGV: token, time to live (ms). */
    static final RedisScript RENEW_RESTORE = RedisScript.of("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            return 0
            """, ScriptOutputType.INTEGER);

    /**
     * KEYS: sentinel, lease. ARGV: token, id. The lease is gone if Redis was emptied meanwhile, the id differs if it was
     * replaced: both times the writing has to start over.
     */
    static final RedisScript COMPLETE_RESTORE = RedisScript.of(FILLED + """
            if primary and id == ARGV[2] and redis.call('GET', KEYS[2]) == ARGV[1] then
              redis.call('SET', KEYS[1], id)
              redis.call('DEL', KEYS[2])
              return 1
            end
            return 0
            """, ScriptOutputType.INTEGER);

    private SessionScripts() {}
}

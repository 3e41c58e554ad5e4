package io.dapp.auth.login;

import io.dapp.auth.AuthProperties;
import io.dapp.auth.account.EmailAddress;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;

/**
 * Slows guessing down: per account (also one that does not exist) and network, so that nobody is locked out by a stranger
 * elsewhere. Counted before the password is checked, so that parallel attempts count too.
 */
@Component
class LoginAttempts {
    private static final Logger log = LoggerFactory.getLogger(LoginAttempts.class);
    // KEYS: attempts. ARGV: free attempts, window (ms), longest delay (ms). Answers how long (ms) to wait, 0: go on.
    // The hash holds n and the time until which no attempt is taken; Redis' clock.
    private static final RedisScript<Long> ADMIT = new DefaultRedisScript<>("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local blocked = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
            if blocked > now then
              return blocked - now
            end
            local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
            local over = n - tonumber(ARGV[1])
            if over >= 0 then
              local delay = math.min(1000 * 2 ^ math.min(over, 30), tonumber(ARGV[3]))
              redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + delay))
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return 0
            """, Long.class);

    private final StringRedisTemplate redis;
    private final AuthProperties.LoginAttempts settings;

    LoginAttempts(StringRedisTemplate redis, AuthProperties properties) {
        this.redis = redis;
        this.settings = properties.loginAttempts();
    }

    /**
     * Counts an attempt.
     *
     * @throws ProblemException {@code rate_limited} if it comes too early after the ones before
     */
    void admit(EmailAddress email, String address) {
        Long wait;
        try {
            wait = redis.execute(
                    ADMIT,
                    List.of(key(email, address)),
                    Integer.toString(settings.free()),
                    Long.toString(settings.window().toMillis()),
                    Long.toString(settings.longestDelay().toMillis()));
        } catch (DataAccessException e) {
            // Without Redis nobody logs in anyway, and the hashes' turns bound what guessing costs.
            log.debug("Login attempts are not counted", e);
            return;
        }
        if (wait != null && wait > 0) {
            throw new ProblemException(
                    CommonError.RATE_LIMITED, "Too many attempts for this account.", Duration.ofMillis(wait));
        }
    }

    void succeeded(EmailAddress email, String address) {
        try {
            redis.delete(key(email, address));
        } catch (DataAccessException e) {
            log.debug("Login attempts are not forgotten", e);
        }
    }

    private static String key(EmailAddress email, String address) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(network(address));
            byte[] hash = digest.digest(email.value().getBytes(StandardCharsets.UTF_8));
            return "login:attempts:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The part of an address that one customer of a provider has: /24 of IPv4, /64 of IPv6. */
    private static byte[] network(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 8);
        } catch (IllegalArgumentException e) {
            return address.getBytes(StandardCharsets.UTF_8);
        }
    }
}

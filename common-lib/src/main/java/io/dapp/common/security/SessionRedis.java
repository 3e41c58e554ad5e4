package io.dapp.common.security;

import io.dapp.common.security.SecurityProperties.Sessions;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/** A Redis client that says quickly that Redis is away, instead of holding requests until it is back. */
final class SessionRedis {
    private SessionRedis() {}

    /** Opens nothing yet; connections are made, and made again, by {@link RedisLink}. */
    static RedisClient client(Sessions settings, DataRedisConnectionDetails details) {
        ClientOptions.Builder options = ClientOptions.builder();
        SslBundle bundle = details.getSslBundle();
        if (bundle != null) {
            options.sslOptions(SslOptions.builder()
                    .trustManager(bundle.getManagers().getTrustManagerFactory())
                    .build());
        }
        RedisClient client = RedisClient.create();
        client.setOptions(options.autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(settings.requestQueueSize())
                .timeoutOptions(TimeoutOptions.enabled(settings.redisTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.redisTimeout().multipliedBy(2))
                        .build())
                .build());
        return client;
    }

    static RedisURI uri(Sessions settings, DataRedisConnectionDetails details) {
        DataRedisConnectionDetails.Standalone address = details.getStandalone();
        if (address == null) {
            throw new IllegalStateException(
                    "spring.data.redis must name one Redis: sessions are kept in a single primary");
        }
        RedisURI.Builder uri = RedisURI.Builder.redis(address.getHost(), address.getPort())
                .withDatabase(address.getDatabase())
                .withSsl(details.getSslBundle() != null)
                .withClientName("sessions")
                .withTimeout(settings.redisTimeout());
        String password = details.getPassword();
        String username = details.getUsername();
        if (password != null) {
            if (username != null) {
                uri.withAuthentication(username, password);
            } else {
                uri.withPassword((CharSequence) password);
            }
        }
        return uri.build();
    }
}

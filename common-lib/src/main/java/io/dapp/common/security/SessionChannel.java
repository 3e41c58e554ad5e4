package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears which sessions end, and knows whether it would hear it. Redis gives one subscriber its messages in order, so a
 * beat that comes back proves that every end before its sending has been heard, as long as the subscription has not been
 * renewed in between.
 */
final class SessionChannel implements AutoCloseable {
    /** One uninterrupted subscription. What was read during an earlier one may have ended unheard between the two. */
    static final class Subscription {
        private volatile long heardUpTo;

        private Subscription(long subscribedAt) {
            this.heardUpTo = subscribedAt;
        }

        /** When (ticker nanos) the last beat that came back was sent. */
        long heardUpTo() {
            return heardUpTo;
        }
    }

    private final Sessions settings;
    private final Ticker ticker;
    private final SessionStore store;
    private final RedisLink<StatefulRedisPubSubConnection<String, String>> link;
    // Its own channel, so that beats do not multiply with the number of subscribers; on the same connection.
    private final String beats = SessionScripts.CHANNEL + ":beat:" + UUID.randomUUID();
    private volatile @Nullable Subscription subscription;
    private volatile long sign;
    private volatile @Nullable Consumer<UUID> ended;

    SessionChannel(RedisClient client, RedisURI uri, Sessions settings, Ticker ticker, SessionStore store) {
        this.settings = settings;
        this.ticker = ticker;
        this.store = store;
        this.link = new RedisLink<>(() -> client.connectPubSubAsync(StringCodec.UTF8, uri)
                .thenCompose(this::subscribe)
                .toCompletableFuture());
        this.sign = ticker.read();
    }

    /** Called for each session that ends, on the connection's thread. */
    void onEnded(Consumer<UUID> listener) {
        ended = listener;
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** Whether what has been heard is enough until {@code ahead} from now, though no further beat should come back. */
    boolean heard(Duration ahead) {
        Subscription current = subscription;
        return current != null
                && ticker.read() + ahead.toNanos() - current.heardUpTo()
                        <= settings.trustAfterBeat().toNanos();
    }

    void tick() {
        long now = ticker.read();
        if (link.current() == null) {
            sign = now;
            link.tick();
        } else if (now - sign > settings.silenceBeforeReconnect().toNanos()) {
            sign = now;
            link.drop();
        } else {
            store.publish(beats, Long.toString(now));
        }
    }

    private CompletableFuture<StatefulRedisPubSubConnection<String, String>> subscribe(
            StatefulRedisPubSubConnection<String, String> connection) {
        sign = ticker.read();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void subscribed(String channel, long count) {
                if (channel.equals(SessionScripts.CHANNEL)) {
                    // Heard up to a time that lies before the subscription: nothing is trusted until a beat is back.
                    long now = ticker.read();
                    sign = now;
                    subscription =
                            new Subscription(now - settings.trustAfterBeat().toNanos() - 1);
                }
            }

            @Override
            public void message(String channel, String message) {
                sign = ticker.read();
                if (channel.equals(beats)) {
                    beat(Long.parseLong(message));
                } else {
                    end(message);
                }
            }
        });
        return connection
                .async()
                .subscribe(SessionScripts.CHANNEL, beats)
                .thenApply(_ -> connection)
                .toCompletableFuture();
    }

    private void beat(long sentAt) {
        Subscription current = subscription;
        if (current != null && sentAt - current.heardUpTo > 0) {
            current.heardUpTo = sentAt;
        }
    }

    private void end(String message) {
        Consumer<UUID> listener = ended;
        if (listener == null) {
            return;
        }
        try {
            listener.accept(UUID.fromString(message));
        } catch (IllegalArgumentException e) {
            // Not one of ours: whoever may write to this Redis may also end sessions, so this is no attack to fend off.
            return;
        }
    }

    @Override
    public void close() {
        link.close();
    }
}

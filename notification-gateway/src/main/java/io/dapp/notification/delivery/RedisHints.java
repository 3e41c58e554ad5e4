package io.dapp.notification.delivery;

import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.Outage;
import io.dapp.notification.stream.Publication;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/** Publications from pod to pod over one Redis channel: a short cut, never needed. */
@Component
class RedisHints implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RedisHints.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LettuceConnectionFactory redis;
    private final Hub hub;
    private final NotificationSettings.Delivery settings;
    private final byte[] channel;
    private final UUID pod = UUID.randomUUID();
    private final Semaphore inFlight;
    private final Outage outage = new Outage(log, "Redis (hints between pods)");
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> sending;
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> receiving;
    private @Nullable Background connecting;

    RedisHints(LettuceConnectionFactory redis, Hub hub, NotificationSettings settings) {
        this.redis = redis;
        this.hub = hub;
        this.settings = settings.delivery();
        this.channel = this.settings.hintChannel().getBytes(StandardCharsets.UTF_8);
        this.inFlight = new Semaphore(this.settings.hintsInFlight());
    }

    void send(List<Publication> publications) {
        StatefulRedisConnection<byte[], byte[]> connection = sending;
        if (connection == null || !connection.isOpen()) {
            return;
        }
        for (byte[] message : HintCodec.encode(pod, publications, settings.hintBytes())) {
            if (!inFlight.tryAcquire()) {
                return;
            }
            var _ = connection.async().publish(channel, message).whenComplete((count, failure) -> inFlight.release());
        }
    }

    private void received(byte[] message) {
        hub.publish(HintCodec.decode(message, pod, hub::isConnected));
    }

    /** Until the first connection stands; from then on the client reconnects and subscribes again by itself. */
    private void connect(Background background) {
        try {
            var client = (RedisClient) redis.getRequiredNativeClient();
            if (receiving == null) {
                receiving = client.connectPubSub(ByteArrayCodec.INSTANCE);
                receiving.addListener(new RedisPubSubAdapter<>() {
                    @Override
                    public void message(byte[] from, byte[] message) {
                        received(message);
                    }
                });
            }
            receiving.sync().subscribe(channel);
            sending = client.connect(ByteArrayCodec.INSTANCE);
            outage.over();
            background.stop();
        } catch (RedisException e) {
            outage.begun(e.toString());
            background.pause(RETRY);
        }
    }

    @Override
    public void start() {
        connecting = Background.start("redis-hints", this::connect);
    }

    @Override
    public void stop() {
        if (connecting != null) {
            connecting.close();
            connecting = null;
        }
        StatefulRedisConnection<byte[], byte[]> connection = sending;
        if (connection != null) {
            sending = null;
            var _ = connection.closeAsync();
        }
        if (receiving != null) {
            var _ = receiving.closeAsync();
            receiving = null;
        }
    }

    @Override
    public boolean isRunning() {
        return connecting != null;
    }
}

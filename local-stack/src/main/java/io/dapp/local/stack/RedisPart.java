package io.dapp.local.stack;

import io.dapp.local.infra.RedisServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redis; what it holds is on disk too. */
final class RedisPart implements Part {
    static final String NAME = "redis";

    private final StackSettings settings;
    private @Nullable RedisServer server;

    RedisPart(StackSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("redis", "redis://127.0.0.1:" + settings.port(StackPort.REDIS));
    }

    @Override
    public void start() {
        server = RedisServer.start(settings.data("redis"), settings.port(StackPort.REDIS), true);
    }

    @Override
    public boolean isAlive() {
        return server != null && server.isAlive();
    }

    @Override
    public @Nullable Long pid() {
        return server == null ? null : server.pid();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}

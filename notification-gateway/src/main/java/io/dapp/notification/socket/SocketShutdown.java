package io.dapp.notification.socket;

import io.dapp.notification.NotificationSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Sends clients to another pod before this one stops, spread so that they do not all arrive there at once. */
@Component
class SocketShutdown implements SmartLifecycle {
    private final SocketRoute route;
    private final Duration spread;
    private volatile boolean running;

    SocketShutdown(SocketRoute route, NotificationSettings settings) {
        this.route = route;
        this.spread = settings.socket().shutdownSpread();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        route.close();
        List<Conversation> all = List.copyOf(route.conversations());
        ScheduledExecutorService closing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("socket-shutdown").factory());
        for (int i = 0; i < all.size(); i++) {
            long delay = spread.toNanos() * i / all.size();
            var _ = closing.schedule(all.get(i)::shutDown, delay, TimeUnit.NANOSECONDS);
        }
        var _ = closing.schedule(callback, all.isEmpty() ? 0 : spread.toNanos(), TimeUnit.NANOSECONDS);
        closing.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, which would wait for every open connection. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

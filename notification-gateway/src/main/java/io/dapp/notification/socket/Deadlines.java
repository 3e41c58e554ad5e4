package io.dapp.notification.socket;

import io.dapp.notification.NotificationSettings;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** When a connection has to do, or to have done, something. One timer for all of it, as there are many connections. */
final class Deadlines {
    private static final long NEVER = Long.MAX_VALUE;

    private final Wire wire;
    private final NotificationSettings.Socket settings;
    /** Whether what the client sent has been read: only then a missing pong says anything. */
    private final BooleanSupplier listening;

    private final long began = System.nanoTime();
    private long connectBy;
    private long pingAt = NEVER;
    private long pongBy = NEVER;
    private long expiresAt = NEVER;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt = NEVER;

    Deadlines(Wire wire, NotificationSettings.Socket settings, BooleanSupplier listening) {
        this.wire = wire;
        this.settings = settings;
        this.listening = listening;
        this.connectBy = settings.staleAfter().toNanos();
        arm();
    }

    /** From here on the client is pinged, the first time after a part of the interval, so that pings spread. */
    void connected(Duration ttl) {
        connectBy = NEVER;
        long interval = settings.ping().toNanos();
        pingAt = now() + interval / 2 + ThreadLocalRandom.current().nextLong(interval / 2 + 1);
        expires(ttl);
    }

    void expires(Duration ttl) {
        expiresAt = now() + ttl.plus(settings.expiryGrace()).toNanos();
        arm();
    }

    /** False if there was no ping to answer. */
    boolean pong() {
        boolean awaited = pongBy != NEVER;
        pongBy = NEVER;
        return awaited;
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void check() {
        timer = null;
        timerAt = NEVER;
        long now = now();
        if (wire.closing()) {
            return;
        }
        if (now >= connectBy) {
            wire.close(CloseReason.STALE);
        } else if (now >= expiresAt) {
            wire.close(CloseReason.EXPIRED);
        } else if (now >= pongBy && !listening.getAsBoolean()) {
            pongBy = now + settings.pongTimeout().toNanos();
            arm();
        } else if (now >= pongBy) {
            wire.close(CloseReason.NO_PONG);
        } else {
            if (now >= pingAt) {
                ping(now);
            }
            arm();
        }
    }

    private void ping(long now) {
        pingAt = now + settings.ping().toNanos();
        if (pongBy == NEVER) {
            pongBy = now + settings.pongTimeout().toNanos();
            wire.send(out -> ByteBufUtil.writeAscii(out, "{}"));
        }
    }

    private void arm() {
        long next = Math.min(Math.min(connectBy, expiresAt), Math.min(pingAt, pongBy));
        if (next < timerAt) {
            cancel();
            timerAt = next;
            timer = wire.eventLoop().schedule(this::check, Math.max(0, next - now()), TimeUnit.NANOSECONDS);
        }
    }

    private long now() {
        return System.nanoTime() - began;
    }
}

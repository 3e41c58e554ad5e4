package io.dapp.system.platform;

import io.dapp.local.infra.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user's app that stays connected through everything: when its socket breaks it connects again with the position it
 * had, as the protocol's own clients do.
 */
public final class Subscriber implements AutoCloseable {
    private final Platform platform;
    private final User user;
    private final String channel;
    private final List<JsonNode> received = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ended;
    private String epoch = "";
    private long offset;
    private @Nullable String gap;
    private volatile String doing = "listening";

    public Subscriber(Platform platform, User user) {
        this.platform = platform;
        this.user = user;
        this.channel = "user:" + user.id();
        LiveSocket first = user.listens();
        JsonNode subscription = first.subscription(channel);
        epoch = subscription.path("epoch").asString("");
        offset = subscription.path("offset").asLong(0);
        this.thread = Thread.ofVirtual().start(() -> {
            try {
                run(first);
            } catch (RuntimeException | Error e) {
                doing = "given up: " + e;
            }
        });
    }

    /** What the app does now, for a message. */
    public synchronized String doing() {
        return doing + ", at " + offset + " of epoch " + epoch + ", gap: " + gap;
    }

    /** Record and type of everything that came, in the order it came. */
    public synchronized List<String> received() {
        return received.stream()
                .map(event -> event.path("data").path("transaction_id").asString("") + " "
                        + event.path("type").asString(""))
                .toList();
    }

    /** The first offset that did not follow the one before, or the recovery that was refused; null: there was none. */
    public synchronized @Nullable String gap() {
        return gap;
    }

    public boolean awaits(int events, Duration limit) {
        return Waiting.until(limit, () -> received().size() >= events);
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }

    private void run(LiveSocket first) {
        LiveSocket live = first;
        while (!ended) {
            LiveSocket current = live;
            int[] taken = {0};
            Waiting.until(Duration.ofHours(1), () -> {
                taken[0] = take(current, taken[0]);
                return ended || current.isClosed();
            });
            take(current, taken[0]);
            current.close();
            doing = "connecting again, closed with " + current.closedWithin(Duration.ZERO);
            live = again(current);
            doing = "listening again";
        }
        live.close();
    }

    /** Takes what came since; returns how much has been taken of this connection. */
    private synchronized int take(LiveSocket live, int taken) {
        List<JsonNode> publications = live.publications();
        int size = publications.size();
        for (JsonNode publication : publications.subList(taken, size)) {
            long next = publication.path("offset").asLong(-1);
            if (next != offset + 1 && gap == null) {
                gap = next + " after " + offset;
            }
            offset = next;
            received.add(publication.path("data"));
        }
        return size;
    }

    private LiveSocket again(LiveSocket before) {
        LiveSocket[] connected = {before};
        Waiting.until(Duration.ofMinutes(3), () -> ended || (connected[0] = tried()) != null);
        LiveSocket now = connected[0] == null ? before : connected[0];
        JsonNode subscription = now.subscription(channel);
        synchronized (this) {
            if (now != before && !subscription.path("recovered").asBoolean(false) && gap == null) {
                gap = "not recovered at " + offset + ": " + subscription;
            }
        }
        return now;
    }

    private @Nullable LiveSocket tried() {
        try {
            return LiveSocket.recover(platform.gateway().url(), user.token(), channel, epoch, offset);
        } catch (RuntimeException | AssertionError notYet) {
            doing = "connecting again: " + notYet;
            return null;
        }
    }
}

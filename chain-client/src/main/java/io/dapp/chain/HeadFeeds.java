package io.dapp.chain;

import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one node's subscription to heads open, where it has a WebSocket. Looked after by one thread. */
final class HeadFeeds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadFeeds.class);

    private final String node;
    private final @Nullable String url;
    private final ChainSettings settings;
    private final OkHttpClient http;
    private final Consumer<BlockHeader> onHead;
    private final Runnable onLost;
    private final Runnable onChange;
    private volatile @Nullable HeadFeed feed;
    private volatile boolean fedBefore;
    private volatile boolean closed;
    private long openedAt;
    private int behind;

    /**
     * Opens nothing yet.
     *
     * @param onLost told when a subscription that has told heads has ended
     * @param onChange told whenever there is something to look after
     */
    HeadFeeds(
            String node,
            @Nullable String url,
            ChainSettings settings,
            Consumer<BlockHeader> onHead,
            Runnable onLost,
            Runnable onChange) {
        this.node = node;
        this.url = url;
        this.settings = settings;
        this.http = HttpClients.createForSubscription(settings);
        this.onHead = onHead;
        this.onLost = onLost;
        this.onChange = onChange;
    }

    boolean live() {
        HeadFeed open = feed;
        return open != null && open.live();
    }

    /**
     * A subscription that twice in a row did not tell what the node knows is dead, whatever its connection says.
     *
     * @param told whether the head asked for is the one known already
     */
    void compare(boolean told) {
        behind = live() && !told ? behind + 1 : 0;
        HeadFeed open = feed;
        if (behind >= 2 && open != null) {
            LOG.warn("node {}: its subscription to heads is silent and is opened again", node);
            behind = 0;
            open.close();
        }
    }

    void keep() {
        String to = url;
        HeadFeed open = feed;
        if (to == null || closed || (open != null && !open.ended())) {
            if (live() && !fedBefore) {
                fedBefore = true;
                LOG.info("node {}: heads come by subscription", node);
            }
            return;
        }
        if (fedBefore) {
            fedBefore = false;
            LOG.warn("node {}: its subscription to heads was lost, it is polled meanwhile", node);
        }
        long now = System.nanoTime();
        if (open == null || now - openedAt >= settings.reconnectAfter().toNanos()) {
            openedAt = now;
            feed = HeadFeed.open(http, to, onHead, this::changed);
        }
    }

    private void changed() {
        HeadFeed open = feed;
        if (open != null && open.ended() && fedBefore) {
            onLost.run();
        }
        onChange.run();
    }

    @Override
    public void close() {
        closed = true;
        HeadFeed open = feed;
        if (open != null) {
            open.close();
        }
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}

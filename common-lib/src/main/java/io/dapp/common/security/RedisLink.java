package io.dapp.common.security;

import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection to Redis that is opened again, from outside and at the tick's pace, whenever there is none. */
final class RedisLink<C extends StatefulConnection<?, ?>> implements AutoCloseable {
    private final Supplier<? extends CompletionStage<C>> connect;

    private volatile @Nullable C connection;
    private boolean connecting;
    private boolean closed;

    RedisLink(Supplier<? extends CompletionStage<C>> connect) {
        this.connect = connect;
    }

    /** The connection, as long as it is open. */
    @Nullable
    C current() {
        C held = connection;
        return held != null && held.isOpen() ? held : null;
    }

    /** Opens a connection in the background unless there is one. */
    void tick() {
        synchronized (this) {
            if (closed || connecting || current() != null) {
                return;
            }
            connecting = true;
        }
        drop();
        connect.get().whenComplete((opened, _) -> opened(opened));
    }

    /** Gives up a connection that no longer answers; the next tick opens another. */
    void drop() {
        C held = connection;
        connection = null;
        if (held != null) {
            var _ = held.closeAsync();
        }
    }

    private void opened(@Nullable C opened) {
        boolean late;
        synchronized (this) {
            connecting = false;
            late = closed;
            if (!late) {
                connection = opened;
            }
        }
        if (late && opened != null) {
            var _ = opened.closeAsync();
        }
    }

    /** Opens no more connections; the one that is there is closed with its client. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
    }
}

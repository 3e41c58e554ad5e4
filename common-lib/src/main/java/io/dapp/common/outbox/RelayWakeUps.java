package io.dapp.common.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Hears, on behalf of the one relay that holds the lease, that other processes have appended. */
final class RelayWakeUps implements AutoCloseable {
    private static final int WAIT_MILLIS = 10_000;

    private final RelayConnections connections;
    private final Runnable onWakeUp;
    private final Duration reconnect;
    private volatile boolean open;
    private volatile @Nullable Connection connection;
    private @Nullable Thread thread;

    RelayWakeUps(RelayConnections connections, Runnable onWakeUp, Duration reconnect) {
        this.reconnect = reconnect;
        this.connections = connections;
        this.onWakeUp = onWakeUp;
    }

    void open() {
        open = true;
        thread = Thread.ofVirtual().name("outbox-wake-ups").start(this::listen);
    }

    private void listen() {
        while (open) {
            try (Connection opened = connections.open()) {
                connection = opened;
                subscribe(opened);
                PGConnection postgres = opened.unwrap(PGConnection.class);
                while (open) {
                    if (postgres.getNotifications(WAIT_MILLIS).length > 0) {
                        onWakeUp.run();
                    }
                }
            } catch (SQLException e) {
                // Polling goes on meanwhile, and the relay's own connection tells that the database is away.
                pause();
            }
        }
    }

    private static void subscribe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select quote_ident('outbox_' || current_schema())")) {
            row.next();
            String channel = row.getString(1);
            statement.execute("listen " + channel);
        }
    }

    private void pause() {
        try {
            if (open) {
                Thread.sleep(reconnect);
            }
        } catch (InterruptedException e) {
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        if (thread != null) {
            thread.interrupt();
        }
        RelayConnections.close(connection);
    }
}

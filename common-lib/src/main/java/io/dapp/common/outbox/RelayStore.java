package io.dapp.common.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The relay's own connection and SQL. Not from the pool: requests that wait for a connection must not keep events from
 * leaving. Each call is one statement and one transaction.
 */
final class RelayStore implements AutoCloseable {
    static final String LEASE = "outbox";

    /** Publishing lags that much, as far as it was counted. */
    record Backlog(long unpublished, double oldestSeconds) {}

    private final RelayConnections connections;
    private final UUID owner = UUID.randomUUID();
    private @Nullable Connection connection;

    RelayStore(RelayConnections connections) {
        this.connections = connections;
    }

    /** The epoch of the lease when it was free or run out, else empty. */
    OptionalLong acquire(Duration lease) throws SQLException {
        String sql = """
                insert into relay_lease as l (name, owner, epoch, until)
                values (?, ?, 1, clock_timestamp() + ? * interval '1 ms')
                on conflict (name) do update
                   set owner = excluded.owner, epoch = l.epoch + 1, until = excluded.until
                 where l.until is null or l.until < clock_timestamp()
                returning epoch
                """;
        try (PreparedStatement statement = prepare(sql)) {
            statement.setString(1, LEASE);
            statement.setObject(2, owner);
            statement.setLong(3, lease.toMillis());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Renews the lease and marks what was published, or does neither: then another holds the lease. */
    boolean renewAndMark(long epoch, Duration lease, Collection<Long> published) throws SQLException {
        String sql = """
                with held as (
                    update relay_lease set until = clock_timestamp() + ? * interval '1 ms'
                     where name = ? and owner = ? and epoch = ?
                    returning 1),
                marked as (
                    update event set published_at = clock_timestamp()
                     where id = any (?) and published_at is null and exists (select from held))
                select count(*) from held
                """;
        try (PreparedStatement statement = prepare(sql)) {
            statement.setLong(1, lease.toMillis());
            statement.setString(2, LEASE);
            statement.setObject(3, owner);
            statement.setLong(4, epoch);
            statement.setArray(5, statement.getConnection().createArrayOf("bigint", published.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) == 1;
            }
        }
    }

    void release(long epoch) throws SQLException {
        try (PreparedStatement statement = prepare(
                "update relay_lease set owner = null, until = null where name = ? and owner = ? and epoch = ?")) {
            statement.setString(1, LEASE);
            statement.setObject(2, owner);
            statement.setLong(3, epoch);
            statement.executeUpdate();
        }
    }

    /** The oldest unpublished events that are neither in the window nor of a line that has to wait. */
    List<StoredEvent> unpublished(int limit, Collection<Long> inWindow, Collection<StoredEvent.Line> waiting)
            throws SQLException {
        String sql = """
                select id, event_id, topic, key, type, version, owner_id, data::text, traceparent, created_at
                  from event e
                 where published_at is null
                   and id <> all (?)
                   and (topic, key) not in (select * from unnest(?, ?))
                 order by id
                 limit ?
                """;
        try (PreparedStatement statement = prepare(sql)) {
            Connection c = statement.getConnection();
            statement.setArray(1, c.createArrayOf("bigint", inWindow.toArray()));
            statement.setArray(
                    2,
                    c.createArrayOf(
                            "text",
                            waiting.stream().map(StoredEvent.Line::topic).toArray()));
            statement.setArray(
                    3,
                    c.createArrayOf(
                            "text", waiting.stream().map(StoredEvent.Line::key).toArray()));
            statement.setInt(4, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<StoredEvent> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(event(rows));
                }
                return events;
            }
        }
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        long number = row.getLong(6);
        Long version = row.wasNull() ? null : number;
        return new StoredEvent(
                row.getLong(1),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                version,
                row.getObject(7, UUID.class),
                row.getString(8),
                row.getString(9),
                row.getObject(10, OffsetDateTime.class).toInstant());
    }

    Backlog backlog() throws SQLException {
        try (PreparedStatement statement = prepare("""
                        select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)
                          from event where published_at is null
                        """);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Backlog(row.getLong(1), row.getDouble(2));
        }
    }

    /** Wakes whoever holds the lease. Outside any writing transaction: a NOTIFY would put their commits in one line. */
    void wakeLeader() throws SQLException {
        try (PreparedStatement statement = prepare("select pg_notify('outbox_' || current_schema(), '')")) {
            statement.execute();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = connections.open();
            connection = open;
        }
        return open.prepareStatement(sql);
    }

    @Override
    public void close() {
        RelayConnections.close(connection);
        connection = null;
    }
}

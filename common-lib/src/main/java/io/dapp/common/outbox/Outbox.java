package io.dapp.common.outbox;

import io.dapp.common.event.Event;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Writes events in the transaction that makes them true; the relay publishes them after its commit, at least once. */
public final class Outbox {
    // Ids are given in the order of the list: PostgreSQL evaluates an identity after an INSERT ... SELECT's ORDER BY.
    private static final String INSERT = """
            insert into event (topic, key, type, version, owner_id, data, traceparent)
            select topic, key, type, version, owner_id::uuid, data::json, traceparent
              from unnest(?, ?, ?, ?, ?, ?, ?) with ordinality
                   as e (topic, key, type, version, owner_id, data, traceparent, position)
             order by position
            """;

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final Supplier<@Nullable String> traceparent;
    private final Runnable afterCommit;

    /**
     * @param traceparent the current trace as W3C writes it, null when there is none
     * @param afterCommit wakes the relay; must return at once
     */
    Outbox(JdbcTemplate jdbc, JsonMapper json, Supplier<@Nullable String> traceparent, Runnable afterCommit) {
        this.jdbc = jdbc;
        this.json = json;
        this.traceparent = traceparent;
        this.afterCommit = afterCommit;
    }

    /**
     * Appends in the caller's transaction, with the current trace. Events of one key are published in the order of their
     * commits as long as their writers hold a lock that orders them (the record's row).
     *
     * @throws IllegalStateException outside a transaction
     */
    public void append(List<Event> events) {
        append(events, Collections.nCopies(events.size(), currentTraceparent()));
    }

    /**
     * Appends events that belong to several requests, each with the trace of its own.
     *
     * @param traceparents one for each event, as {@link #currentTraceparent()} gave it where the request ran
     * @throws IllegalStateException outside a transaction
     */
    public void append(List<Event> events, List<? extends @Nullable String> traceparents) {
        if (traceparents.size() != events.size()) {
            throw new IllegalArgumentException("one trace for each event");
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("events are appended inside the transaction that makes them true");
        }
        if (events.isEmpty()) {
            return;
        }
        jdbc.update(connection -> insert(connection, events, traceparents));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                afterCommit.run();
            }
        });
    }

    /** The trace that this thread works for, as W3C writes it; null when there is none. */
    public @Nullable String currentTraceparent() {
        return traceparent.get();
    }

    private PreparedStatement insert(
            Connection connection, List<Event> events, List<? extends @Nullable String> traceparents)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(INSERT);
        statement.setArray(
                1, column(connection, "text", events, event -> event.topic().topicName()));
        statement.setArray(2, column(connection, "text", events, Event::key));
        statement.setArray(3, column(connection, "text", events, Event::type));
        statement.setArray(4, column(connection, "bigint", events, Event::version));
        statement.setArray(5, column(connection, "text", events, event -> event.owner()));
        statement.setArray(6, column(connection, "text", events, event -> json.writeValueAsString(event.data())));
        statement.setArray(7, connection.createArrayOf("text", traceparents.toArray()));
        return statement;
    }

    private static Array column(
            Connection connection, String type, List<Event> events, Function<Event, @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, events.stream().map(value).toArray());
    }
}

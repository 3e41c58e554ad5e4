package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockRef;
import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.simulation.ModelPayment.Attempted;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The same rows in PostgreSQL, whose clock is the model's: every statement of the sender runs there too, and has to
 * return and to leave behind what the model says.
 */
final class PostgresMirror implements AutoCloseable {
    private final SingleConnectionDataSource connection;
    private final JdbcClient jdbc;
    private boolean open;

    PostgresMirror() throws SQLException {
        TestDatabase database = TestPostgres.database("transaction");
        DatabaseCredentials owner = database.ownerCredentials("transaction");
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        connection = new SingleConnectionDataSource(database.url(), owner.username(), owner.password(), true);
        jdbc = JdbcClient.create(connection);
        for (String clock : List.of("clock_timestamp", "statement_timestamp")) {
            execute("create function transaction." + clock + """
                    () returns timestamptz language sql volatile
                        return to_timestamp(current_setting('simulation.now')::bigint / 1000.0)""");
        }
        // Before the server's own, which is found first unless it is named later.
        execute("set search_path to transaction, pg_catalog");
    }

    /** Runs the statement as the model did. */
    void runs(
            ModelDatabase model,
            String sql,
            List<@Nullable Object> positional,
            Map<String, Object> named,
            Rows expected) {
        JdbcClient.StatementSpec statement = jdbc.sql(sql);
        for (Object value : positional) {
            statement = statement.param(value);
        }
        for (Map.Entry<String, Object> entry : named.entrySet()) {
            statement = statement.param(entry.getKey(), entry.getValue());
        }
        if (expected.returned()) {
            List<String> rows = statement
                    .query((row, index) -> {
                        List<String> values = new ArrayList<>();
                        for (String column : expected.columns()) {
                            values.add(text(row.getObject(column)));
                        }
                        return values.toString();
                    })
                    .list();
            Broken.unless(
                    rows.equals(expected.texts()),
                    "PostgreSQL returns " + rows + ", the model " + expected.texts() + ": " + sql);
        } else {
            statement.update();
        }
        String there = there();
        String here = here(model);
        Broken.unless(there.equals(here), "PostgreSQL has\n" + there + "\nthe model\n" + here + "\nafter " + sql);
    }

    /** What a statement of the model returned. */
    record Rows(boolean returned, List<Map<String, Object>> rows) {
        List<String> columns() {
            return rows.isEmpty()
                    ? List.of()
                    : rows.getFirst().keySet().stream().sorted().toList();
        }

        List<String> texts() {
            return rows.stream()
                    .map(row -> columns().stream()
                            .map(column -> text(row.get(column)))
                            .toList()
                            .toString())
                    .toList();
        }
    }

    /**
     * Begins a transaction where there is none. Puts the model's rows there, where others than the sender have changed
     * them, and sets the clock.
     */
    boolean begin(ModelDatabase model) {
        if (open) {
            return false;
        }
        open = true;
        execute("set simulation.now = '" + model.now() + "'");
        if (there().equals(here(model))) {
            execute("begin");
            return true;
        }
        List.of("attempt", "payment", "account").forEach(table -> execute("delete from " + table));
        ModelAccount row = model.row();
        jdbc.sql("""
                        insert into account (chain_id, address, next_nonce, lease_owner, lease_epoch, lease_until, send_at,
                                             send_failures, send_node, lowest_nonce, lowest_since)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(model.account.chainId().value())
                .param(model.account.address().bytes())
                .param(row.nextNonce)
                .param(row.leaseOwner)
                .param(row.leaseEpoch)
                .param(time(row.leaseUntil))
                .param(time(row.sendAt))
                .param(row.sendFailures)
                .param(row.sendNode)
                .param(row.lowestNonce)
                .param(time(row.lowestSince))
                .update();
        model.payments().forEach(payment -> insert(model, payment));
        execute("begin");
        return true;
    }

    private void insert(ModelDatabase model, ModelPayment row) {
        BlockRef block = row.payment.block();
        jdbc.sql("""
                            insert into payment (id, owner_id, chain_id, sender, amount, native_value, gas_limit, nonce,
                                                 max_cost, status, outcome, reason, version, hash, block_number, block_hash,
                                                 created_at, updated_at)
                            values (:id, :id, :chain, :sender, 1, 1, 21000, :nonce, :cost, :status, :outcome, :reason, 1,
                                    :hash, :block, :block_hash, :updated, :updated)
                        """)
                .param("id", row.id())
                .param("chain", model.account.chainId().value())
                .param("sender", model.account.address().bytes())
                .param("nonce", row.nonce())
                .param("cost", new BigDecimal(row.maxCost))
                .param("status", row.payment.status().code())
                .param(
                        "outcome",
                        row.payment.outcome() == null
                                ? null
                                : row.payment.outcome().code())
                .param("reason", row.payment.reason())
                .param("hash", row.payment.hash().bytes())
                .param("block", block == null ? null : block.number())
                .param("block_hash", block == null ? null : block.hash().bytes())
                .param("updated", time(row.updatedAt))
                .update();
        for (int i = 0; i < row.attempts.size(); i++) {
            insert(model, row, i);
        }
    }

    private void insert(ModelDatabase model, ModelPayment row, int index) {
        Attempted attempt = row.attempts.get(index);
        jdbc.sql("""
                        insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw, created_at, acknowledged_at,
                                             acknowledged_by)
                        values (:id, :ordinal, :chain, 'send', :hash, :raw, :created, :acknowledged, :by)
                        """)
                .param("id", row.id())
                .param("ordinal", index + 1)
                .param("chain", model.account.chainId().value())
                .param("hash", attempt.hash.bytes())
                .param("raw", attempt.raw.value())
                .param("created", time(row.updatedAt))
                .param("acknowledged", time(attempt.acknowledgedAt))
                .param("by", attempt.acknowledgedBy)
                .update();
    }

    void end(boolean undone) {
        open = false;
        execute(undone ? "rollback" : "commit");
    }

    private String there() {
        return String.join("\n", jdbc.sql("""
                        select concat_ws(' ', next_nonce, coalesce(lease_owner::text, '-'), lease_epoch,
                                         coalesce((extract(epoch from lease_until) * 1000)::bigint::text, '-'),
                                         coalesce((extract(epoch from send_at) * 1000)::bigint::text, '-'), send_failures,
                                         coalesce(send_node, '-'), coalesce(lowest_nonce::text, '-'))
                          from account
                        union all
                        select * from (
                            select concat_ws(' ', p.nonce, p.id, p.status, a.ordinal, coalesce(a.acknowledged_by, '-'),
                                             coalesce((extract(epoch from a.acknowledged_at) * 1000)::bigint::text, '-'))
                              from payment p join attempt a on a.payment_id = p.id order by p.nonce, a.ordinal) payments
                        """).query(String.class).list());
    }

    private static String here(ModelDatabase model) {
        ModelAccount row = model.row();
        List<String> lines = new ArrayList<>();
        lines.add("%d %s %d %s %s %d %s %s"
                .formatted(
                        row.nextNonce,
                        text(row.leaseOwner),
                        row.leaseEpoch,
                        text(row.leaseUntil),
                        text(row.sendAt),
                        row.sendFailures,
                        text(row.sendNode),
                        text(row.lowestNonce)));
        for (ModelPayment payment : model.payments()) {
            for (int i = 0; i < payment.attempts.size(); i++) {
                Attempted attempt = payment.attempts.get(i);
                lines.add("%d %s %s %d %s %s"
                        .formatted(
                                payment.nonce(),
                                payment.id(),
                                payment.payment.status().code(),
                                i + 1,
                                text(attempt.acknowledgedBy),
                                text(attempt.acknowledgedAt)));
            }
        }
        return String.join("\n", lines);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case UUID id -> id.toString();
            default -> value.toString();
        };
    }

    private static @Nullable OffsetDateTime time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private void execute(String sql) {
        jdbc.sql(sql).update();
    }

    @Override
    public void close() {
        connection.destroy();
    }
}

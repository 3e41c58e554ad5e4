package io.dapp.system.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where accounts stand that have pending payments: for a run after which some were never told. */
final class OpenLines {
    private static final String SQL = """
            select encode(a.address, 'hex') as account, l.pending, l.lowest, a.next_nonce, a.send_failures,
                   a.lease_until - clock_timestamp() as leased_for, a.send_at - clock_timestamp() as due_in,
                   clock_timestamp() - t.sent_at as sent, clock_timestamp() - t.acknowledged_at as acknowledged,
                   t.last_answer, encode(t.hash, 'hex') as hash
              from transaction.account a
             cross join lateral (select count(*) as pending, min(nonce) as lowest
                                   from transaction.payment
                                  where chain_id = a.chain_id and sender = a.address and status = 'pending') l
              join transaction.payment p on p.chain_id = a.chain_id and p.sender = a.address and p.nonce = l.lowest
             cross join lateral (select * from transaction.attempt
                                  where payment_id = p.id order by ordinal desc limit 1) t
             where l.pending > 0
             order by l.pending desc
             limit 10
            """;

    private OpenLines() {}

    /** A line for each of the ten with most, by their lowest payment. */
    static void report(Connection database, Report report) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder("    open:");
                for (int i = 1; i <= columns; i++) {
                    line.append(' ')
                            .append(rows.getMetaData().getColumnLabel(i))
                            .append('=')
                            .append(rows.getString(i));
                }
                report.line(line.toString());
            }
        }
    }
}

package io.dapp.transaction.core.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored reports. Times are the database's clock. */
public final class Reports {
    private static final String COLUMNS =
            "id, owner_id, from_time, to_time, status, reason, lease_epoch, created_at, expires_at";

    private final JdbcClient jdbc;

    public Reports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many the user has; until the caller's transaction ends no other changes that. */
    public int count(UUID ownerId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('report ' || ?, 0))")
                .param(ownerId.toString())
                .query((row, index) -> true)
                .single();
        return jdbc.sql("select count(*) from report where owner_id = ? and expires_at > clock_timestamp()")
                .param(ownerId)
                .query(Integer.class)
                .single();
    }

    public Report insert(UUID id, UUID ownerId, Instant from, Instant to, Duration kept) {
        return jdbc.sql("""
                        insert into report (id, owner_id, from_time, to_time, status, expires_at)
                        values (:id, :owner, :from, :to, 'pending',
                                clock_timestamp() + :kept * interval '1 ms')
                        returning\s""" + COLUMNS)
                .param("id", id)
                .param("owner", ownerId)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("kept", kept.toMillis())
                .query(Reports::read)
                .single();
    }

    public Optional<Report> find(UUID ownerId, UUID id) {
        return jdbc.sql("select " + COLUMNS
                        + " from report where id = ? and owner_id = ? and expires_at > clock_timestamp()")
                .param(id)
                .param(ownerId)
                .query(Reports::read)
                .optional();
    }

    /** The oldest that nobody makes; whoever had it before can no longer finish it. */
    public Optional<Report> take(Duration lease) {
        return jdbc.sql("""
                        update report
                           set lease_epoch = lease_epoch + 1,
                               lease_until = clock_timestamp() + ? * interval '1 ms'
                         where id = (select id from report
                                      where status = 'pending'
                                        and (lease_until is null or lease_until < clock_timestamp())
                                        and expires_at > clock_timestamp()
                                      order by created_at
                                      limit 1 for update skip locked)
                        returning\s""" + COLUMNS)
                .param(lease.toMillis())
                .query(Reports::read)
                .optional();
    }

    /** False: another has taken it. */
    public boolean renew(Report report, Duration lease) {
        return jdbc.sql("""
                        update report set lease_until = clock_timestamp() + ? * interval '1 ms'
                         where id = ? and lease_epoch = ? and status = 'pending'
                        """)
                        .param(lease.toMillis())
                        .param(report.id())
                        .param(report.epoch())
                        .update()
                == 1;
    }

    /**
     * Ends the making of a report.
     *
     * @param reason why it failed; null: it is ready
     * @return false: another has taken it, and what was made is nobody's
     */
    public boolean end(Report report, @Nullable String reason) {
        return jdbc.sql("""
                        update report set status = ?, reason = ?, lease_until = null
                         where id = ? and lease_epoch = ? and status = 'pending'
                        """)
                        .param(reason == null ? Report.READY : Report.FAILED)
                        .param(reason)
                        .param(report.id())
                        .param(report.epoch())
                        .update()
                == 1;
    }

    /** Deletes reports whose time is over, at most this many. */
    public int purge(int limit) {
        return jdbc.sql("""
                        delete from report where id in (
                            select id from report where expires_at <= clock_timestamp()
                             order by expires_at limit ? for update skip locked)
                        """).param(limit).update();
    }

    private static Report read(ResultSet row, int index) throws SQLException {
        return new Report(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                instant(row, "from_time"),
                instant(row, "to_time"),
                row.getString("status"),
                row.getString("reason"),
                row.getInt("lease_epoch"),
                instant(row, "created_at"),
                instant(row, "expires_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

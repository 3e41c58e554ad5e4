package io.dapp.notification.stream;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What streams hold. Every answer comes from one statement, that is from one snapshot. */
@Component
public class StreamReader {
    private final JdbcClient jdbc;

    StreamReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The user's stream, which begins to exist with the first look at it: its epoch must not change afterwards. */
    public Slice open(UUID userId, Range range) {
        Slice slice = personal(userId, range);
        if (slice == null) {
            jdbc.sql("insert into stream (user_id) values (?) on conflict (user_id) do nothing")
                    .param(userId)
                    .update();
            slice = personal(userId, range);
        }
        if (slice == null) {
            throw new IllegalStateException("stream of " + userId + " vanished while it was being opened");
        }
        return slice;
    }

    private @Nullable Slice personal(UUID userId, Range range) {
        var rows = new Rows();
        jdbc.sql(range.reverse() ? """
                select s.epoch, s.top_offset, s.trimmed_offset, n.user_offset as entry_offset, n.envelope
                from stream s left join lateral (
                  select user_offset, envelope from notification
                  where user_id = s.user_id and user_offset > s.trimmed_offset and user_offset < :since
                    and (:epoch = '' or s.epoch = :epoch)
                  order by user_offset desc limit :limit) n on true
                where s.user_id = :user order by n.user_offset desc
                """ : """
                select s.epoch, s.top_offset, s.trimmed_offset, n.user_offset as entry_offset, n.envelope
                from stream s left join lateral (
                  select user_offset, envelope from notification
                  where user_id = s.user_id and user_offset > greatest(s.trimmed_offset, :since)
                    and (:epoch = '' or s.epoch = :epoch) and (not :whole or :since >= s.trimmed_offset)
                  order by user_offset limit :limit) n on true
                where s.user_id = :user order by n.user_offset
                """)
                .param("user", userId)
                .param("epoch", range.epoch())
                .param("since", range.since())
                .param("whole", range.whole())
                .param("limit", range.limitOr(Integer.MAX_VALUE))
                .query(rows);
        return rows.slice();
    }

    /** The channel of one record, for its owner only. */
    public RecordLookup record(UUID userId, UUID recordId, Range range) {
        var rows = new RecordRows(userId);
        // A record has few versions: all that is kept is read, and the range is taken from it here.
        jdbc.sql("""
                select r.owner_id, s.epoch, r.top_offset, n.record_offset as entry_offset, n.envelope
                from known_record r join stream s on s.user_id = r.owner_id
                left join notification n
                  on n.record_id = r.id and n.user_id = r.owner_id and n.user_offset > s.trimmed_offset
                where r.id = ? order by n.record_offset
                """).param(recordId).query(rows);
        return rows.found(range);
    }

    private static final class Rows implements RowCallbackHandler {
        private @Nullable Position position;
        private long trimmed;
        private final List<Slice.Entry> entries = new ArrayList<>();

        @Override
        public void processRow(ResultSet row) throws SQLException {
            position = new Position(row.getString("epoch"), row.getLong("top_offset"));
            trimmed = row.getLong("trimmed_offset");
            addEntry(row, entries);
        }

        @Nullable
        Slice slice() {
            return position == null ? null : new Slice(position.epoch(), position.offset(), trimmed, entries);
        }
    }

    private static final class RecordRows implements RowCallbackHandler {
        private final UUID userId;
        private boolean foreign;
        private @Nullable Position position;
        private final List<Slice.Entry> kept = new ArrayList<>();

        RecordRows(UUID userId) {
            this.userId = userId;
        }

        @Override
        public void processRow(ResultSet row) throws SQLException {
            foreign = !userId.equals(row.getObject("owner_id", UUID.class));
            if (foreign) {
                return;
            }
            position = new Position(row.getString("epoch"), row.getLong("top_offset"));
            addEntry(row, kept);
        }

        RecordLookup found(Range range) {
            if (position == null) {
                return foreign ? new RecordLookup.Foreign() : new RecordLookup.Unknown();
            }
            List<Slice.Entry> ordered = range.reverse() ? kept.reversed() : kept;
            List<Slice.Entry> wanted = ordered.stream()
                    .filter(entry -> range.includes(entry.offset()))
                    .limit(range.limitOr(Long.MAX_VALUE))
                    .toList();
            return new RecordLookup.Found(
                    new Slice(position.epoch(), position.offset(), position.offset() - kept.size(), wanted));
        }
    }

    private static void addEntry(ResultSet row, List<Slice.Entry> entries) throws SQLException {
        String envelope = row.getString("envelope");
        if (envelope != null) {
            entries.add(new Slice.Entry(row.getLong("entry_offset"), Envelope.of(envelope)));
        }
    }
}

package io.dapp.notification.stream;

import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Drops what is too old. Every pod sweeps; they trim the same streams to the same place, one after the other. */
@Component
class RetentionSweep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final NotificationSettings.Retention settings;
    private @Nullable Background background;

    RetentionSweep(JdbcClient jdbc, TransactionTemplate transaction, NotificationSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings.retention();
    }

    private void sweep() {
        try {
            while (trimSome() == settings.sweepStreams()) {
                // There may be more.
            }
        } catch (DataAccessException | TransactionException e) {
            log.info("Old notifications could not be dropped now; the next sweep does it: {}", e.toString());
        }
    }

    /** Trims some streams that hold something too old; tells how many. */
    int trimSome() {
        OffsetDateTime oldest = cutoff(settings.maxAge());
        Map<UUID, Long> old = new HashMap<>();
        jdbc.sql("""
                select user_id, max(user_offset) as user_offset from notification
                where stored_at < ? group by user_id limit ?
                """).param(oldest).param(settings.sweepStreams()).query(row -> {
            old.put(row.getObject("user_id", UUID.class), row.getLong("user_offset"));
        });
        if (!old.isEmpty()) {
            transaction.executeWithoutResult(status -> trim(old));
        }
        return old.size();
    }

    private void trim(Map<UUID, Long> upTo) {
        List<Map.Entry<UUID, Long>> streams = List.copyOf(upTo.entrySet());
        String[] users =
                streams.stream().map(entry -> entry.getKey().toString()).toArray(String[]::new);
        Long[] offsets = streams.stream().map(Map.Entry::getValue).toArray(Long[]::new);
        jdbc.sql("select 1 from stream where user_id = any (?::uuid[]) order by user_id for update")
                .param(users)
                .query(row -> {});
        jdbc.sql("""
                update stream s set trimmed_offset = greatest(s.trimmed_offset, v.up_to)
                from unnest(?::uuid[], ?::bigint[]) v (user_id, up_to) where s.user_id = v.user_id
                """).param(users).param(offsets).update();
        jdbc.sql("""
                delete from notification n using unnest(?::uuid[], ?::bigint[]) v (user_id, up_to)
                where n.user_id = v.user_id and n.user_offset <= v.up_to
                """).param(users).param(offsets).update();
    }

    /** By the database's clock, which stamped the rows. */
    private OffsetDateTime cutoff(Duration age) {
        OffsetDateTime now =
                jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single();
        return now.withOffsetSameInstant(ZoneOffset.UTC).minus(age);
    }

    @Override
    public void start() {
        background = Background.start("retention-sweep", self -> {
            self.pause(settings.sweepInterval());
            if (!self.closing()) {
                sweep();
            }
        });
    }

    @Override
    public void stop() {
        if (background != null) {
            background.close();
            background = null;
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}

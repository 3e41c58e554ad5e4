package io.dapp.auth.session;

import io.dapp.auth.AuthProperties;
import io.dapp.common.security.SessionStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fills a Redis that was emptied, restarted or replaced, and then names it as filled; until then every service answers
 * 503 instead of taking a lost session for one that never was.
 */
@Component
class SessionRestore {
    private static final Logger log = LoggerFactory.getLogger(SessionRestore.class);

    private final SessionStore store;
    private final Sessions sessions;
    private final AuthProperties.Copies settings;
    private final Clock clock;
    private final Counter restores;
    private final String token = UUID.randomUUID().toString();

    SessionRestore(
            SessionStore store, Sessions sessions, AuthProperties properties, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.sessions = sessions;
        this.settings = properties.copies();
        this.clock = clock;
        this.restores = Counter.builder("dapp.sessions.restores")
                .description("How often a Redis that was not filled got all sessions back")
                .register(registry);
    }

    /** Does nothing as long as Redis is filled, is away, or is being filled by somebody else. */
    void restore() throws InterruptedException {
        try {
            Optional<String> id = await(store.beginRestore(token, settings.lease()));
            if (id.isPresent()) {
                fill(id.get());
            }
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Redis could not be filled; it is tried again", e);
        }
    }

    private void fill(String replicationId) throws InterruptedException, ExecutionException, TimeoutException {
        Instant since = clock.instant().minus(SessionStore.TIME_TO_LIVE);
        UUID after = new UUID(0, 0);
        int written = 0;
        List<Session> batch;
        do {
            batch = sessions.since(since, after, settings.batch());
            await(CompletableFuture.allOf(
                    batch.stream().map(session -> store.write(session.copy())).toArray(CompletableFuture[]::new)));
            if (!await(store.renewRestore(token, settings.lease()))) {
                return;
            }
            written += batch.size();
            after = batch.isEmpty() ? after : batch.getLast().id();
        } while (batch.size() == settings.batch());
        if (await(store.completeRestore(token, replicationId))) {
            restores.increment();
            log.info("Redis was not filled; {} sessions were written back", written);
        }
    }

    private static <T> T await(CompletableFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        // Each answer comes, or fails, within the store's own timeout; a batch has to be written out first.
        return answer.get(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    }
}

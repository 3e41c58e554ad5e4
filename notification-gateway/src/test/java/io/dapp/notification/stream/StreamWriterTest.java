package io.dapp.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Streams are dense and in order of commits, whoever appends at the same time. */
class StreamWriterTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway gateway = Gateway.start(surroundings, "dapp.notification.retention.max-age", "1d");

    private final StreamWriter writer = gateway.bean(StreamWriter.class);

    @AfterAll
    static void stop() {
        gateway.close();
        surroundings.close();
    }

    private static Change change(UUID owner, UUID record, long version) {
        return new Change(
                UUID.randomUUID(), "transaction.pending", owner, record, version, Envelope.of("{}"), Instant.now());
    }

    @RepeatedTest(50)
    void batches_that_share_users_and_overlap_neither_deadlock_nor_leave_gaps_nor_repeat() {
        List<UUID> users =
                IntStream.range(0, 5).mapToObj(i -> UUID.randomUUID()).toList();
        var all = new ArrayList<Change>();
        for (UUID user : users) {
            for (int i = 0; i < 4; i++) {
                UUID record = UUID.randomUUID();
                LongStream.rangeClosed(1, 3).forEach(version -> all.add(change(user, record, version)));
            }
        }
        // Each writer has all of it, in another order of records: only versions keep theirs.
        List<CompletableFuture<AppendedChanges>> writing = IntStream.range(0, 4)
                .mapToObj(i -> {
                    var mine = new ArrayList<>(all);
                    Collections.shuffle(mine);
                    mine.sort((a, b) -> Long.compare(a.version(), b.version()));
                    return CompletableFuture.supplyAsync(() -> writer.append(mine));
                })
                .toList();
        List<Publication> stored = writing.stream()
                .flatMap(appended -> appended.join().publications().stream())
                .toList();
        assertThat(stored).hasSize(all.size());
        for (UUID user : users) {
            assertThat(stored.stream()
                            .filter(publication -> publication.userId().equals(user))
                            .map(Publication::offset))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, 12).boxed().toList());
            assertThat(surroundings.query("select top_offset from stream where user_id = '" + user + "'"))
                    .isEqualTo("12");
        }
    }

    @Test
    void a_record_of_somebody_else_is_not_taken() {
        UUID record = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        writer.append(List.of(change(owner, record, 1)));
        AppendedChanges appended = writer.append(List.of(change(UUID.randomUUID(), record, 2)));
        assertThat(appended.publications()).isEmpty();
        assertThat(appended.foreign()).hasSize(1);
    }

    @Test
    void what_is_too_old_is_dropped_and_the_stream_says_so() {
        UUID user = UUID.randomUUID();
        writer.append(List.of(
                change(user, UUID.randomUUID(), 1),
                change(user, UUID.randomUUID(), 1),
                change(user, UUID.randomUUID(), 1)));
        surroundings.sql("update notification set stored_at = stored_at - interval '2 days' where user_id = '" + user
                + "' and user_offset <= 2");
        assertThat(gateway.bean(RetentionSweep.class).trimSome()).isEqualTo(1);
        StreamReader reader = gateway.bean(StreamReader.class);
        Slice slice = reader.open(user, Range.missedSince(new Position("", 2)));
        assertThat(slice.top()).isEqualTo(3);
        assertThat(slice.trimmed()).isEqualTo(2);
        assertThat(slice.entries()).extracting(Slice.Entry::offset).containsExactly(3L);
        assertThat(slice.reaches(new Position(slice.epoch(), 2))).isTrue();
        assertThat(slice.reaches(new Position(slice.epoch(), 1))).isFalse();
    }
}

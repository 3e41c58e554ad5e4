package io.dapp.notification.feed;

import io.dapp.common.event.Topic;
import io.dapp.notification.delivery.Broadcast;
import io.dapp.notification.feed.Poison.Found;
import io.dapp.notification.stream.AppendedChanges;
import io.dapp.notification.stream.Change;
import io.dapp.notification.stream.StreamWriter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Takes a batch of what is told to single users: stores what is new, then tells it. */
@Component
class TransactionStore {
    private final StreamWriter streams;
    private final Broadcast broadcast;
    private final Poison poison;
    private final PushTrace trace;
    private final FeedMeters meters;

    TransactionStore(StreamWriter streams, Broadcast broadcast, Poison poison, PushTrace trace, FeedMeters meters) {
        this.streams = streams;
        this.broadcast = broadcast;
        this.poison = poison;
        this.trace = trace;
        this.meters = meters;
    }

    /** Once this returns, Kafka may forget the batch. Throws when PostgreSQL cannot take it now. */
    void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        var changes = new ArrayList<Change>();
        var origins = new IdentityHashMap<Change, ConsumerRecord<byte[], byte[]>>();
        var poisoned = new ArrayList<Found>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                change(record).ifPresent(change -> {
                    changes.add(change);
                    origins.put(change, record);
                });
            } catch (RuntimeException e) {
                poisoned.add(new Found(record, String.valueOf(e.getMessage())));
            }
        }
        store(changes, origins, poisoned);
        poison.skip(poisoned);
    }

    private static Optional<Change> change(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(Topic.CHAIN.topicName())
                ? ContractEventChange.parse(record.value())
                : Optional.of(PaymentChange.parse(record.value()));
    }

    private void store(
            List<Change> changes,
            IdentityHashMap<Change, ConsumerRecord<byte[], byte[]>> origins,
            List<Found> poisoned) {
        try {
            AppendedChanges appended = streams.append(changes);
            broadcast.stored(appended.publications());
            appended.stored().forEach(change -> trace.told(origin(origins, change), change.type()));
            meters.told(appended);
            appended.foreign().forEach(change -> poisoned.add(found(origins, change, "another owner than before")));
        } catch (DataIntegrityViolationException e) {
            // PostgreSQL will never take one of these: halves are tried until it stands alone.
            if (changes.size() == 1) {
                poisoned.add(found(origins, changes.getFirst(), String.valueOf(e.getMessage())));
            } else {
                int middle = changes.size() / 2;
                store(changes.subList(0, middle), origins, poisoned);
                store(changes.subList(middle, changes.size()), origins, poisoned);
            }
        }
    }

    private static Found found(
            IdentityHashMap<Change, ConsumerRecord<byte[], byte[]>> origins, Change change, String why) {
        return new Found(origin(origins, change), why);
    }

    private static ConsumerRecord<byte[], byte[]> origin(
            IdentityHashMap<Change, ConsumerRecord<byte[], byte[]>> origins, Change change) {
        ConsumerRecord<byte[], byte[]> origin = origins.get(change);
        if (origin == null) {
            throw new IllegalStateException("a change without a record");
        }
        return origin;
    }
}

package io.dapp.notification.socket;

import io.dapp.notification.socket.Replies.Subscribed;
import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Publication;
import io.dapp.notification.stream.Range;
import io.dapp.notification.stream.RecordLookup;
import io.dapp.notification.stream.Slice;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels a client has asked for: {@code transaction:{id}} of its own payments and {@code chain:{id}}. */
final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final int MAX_NAME = 255;

    private final UserConnection user;
    private final Wire wire;
    private final SocketServices services;
    // Null while there are none, which is the rule.
    private @Nullable Map<UUID, RecordChannel> records;
    private @Nullable Set<String> chains;

    Subscriptions(UserConnection user, Wire wire, SocketServices services) {
        this.user = user;
        this.wire = wire;
        this.services = services;
    }

    private ChannelName name(String channel) {
        return ChannelName.parse(channel, user.channel());
    }

    @Nullable
    CompletionStage<?> subscribe(Command.Subscribe command) {
        String channel = command.channel();
        if (channel.length() > MAX_NAME
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(channel)) {
            return refuse(command.id(), ReplyError.BAD_REQUEST);
        }
        ChannelName name = name(channel);
        if (subscribed(name)) {
            return refuse(command.id(), ReplyError.ALREADY_SUBSCRIBED);
        }
        if (count() >= services.settings().maxChannels()) {
            return refuse(command.id(), ReplyError.LIMIT_EXCEEDED);
        }
        return switch (name) {
            case ChannelName.Transaction(UUID id) -> subscribe(command, id);
            case ChannelName.Chain(String id) -> {
                if (chains == null) {
                    chains = new HashSet<>();
                }
                chains.add(id);
                services.hub().watchChain(id, user);
                yield done(command.id(), "subscribe");
            }
            case ChannelName.Personal _ -> refuse(command.id(), ReplyError.ALREADY_SUBSCRIBED);
            case ChannelName.Foreign _ -> refuse(command.id(), ReplyError.PERMISSION_DENIED);
            case ChannelName.Unknown _ -> refuse(command.id(), ReplyError.UNKNOWN_CHANNEL);
        };
    }

    private boolean subscribed(ChannelName name) {
        return switch (name) {
            case ChannelName.Personal _ -> true;
            case ChannelName.Transaction(UUID id) -> records != null && records.containsKey(id);
            case ChannelName.Chain(String id) -> chains != null && chains.contains(id);
            case ChannelName.Foreign _, ChannelName.Unknown _ -> false;
        };
    }

    private int count() {
        return 1 + (records == null ? 0 : records.size()) + (chains == null ? 0 : chains.size());
    }

    private CompletionStage<?> subscribe(Command.Subscribe command, UUID recordId) {
        if (records == null) {
            records = new HashMap<>();
        }
        var channel = new RecordChannel(command.channel());
        records.put(recordId, channel);
        return look(command, recordId, channel, false);
    }

    /** Reads the record's channel; what is published meanwhile is kept back by the channel. */
    private CompletionStage<?> look(Command.Subscribe command, UUID recordId, RecordChannel channel, boolean lastTime) {
        Position asked = command.recover();
        return services.streams()
                .record(user.userId(), recordId, asked == null ? Range.NOTHING : Range.missedSince(asked))
                .whenCompleteAsync(
                        (found, failure) -> looked(command, recordId, channel, lastTime, found, failure),
                        wire.eventLoop());
    }

    private void looked(
            Command.Subscribe command,
            UUID recordId,
            RecordChannel channel,
            boolean lastTime,
            @Nullable RecordLookup found,
            @Nullable Throwable failure) {
        if (wire.closing()) {
            return;
        }
        if (records == null || records.get(recordId) != channel) {
            // Unsubscribed meanwhile.
            refuse(command.id(), ReplyError.PERMISSION_DENIED);
            return;
        }
        switch (found) {
            case RecordLookup.Found(Slice slice) -> open(command, channel, slice);
            case RecordLookup.Unknown _ when !lastTime -> awaitRecord(command, recordId, channel);
            case RecordLookup.Unknown _, RecordLookup.Foreign _ -> {
                records.remove(recordId);
                refuse(command.id(), ReplyError.PERMISSION_DENIED);
            }
            case null -> {
                records.remove(recordId);
                failed(command.id(), failure);
            }
        }
    }

    private void open(Command.Subscribe command, RecordChannel channel, Slice slice) {
        var subscribed = new Subscribed(slice, command.recover());
        if (subscribed.asked() != null) {
            services.metrics().recovery(subscribed.recovered());
        }
        wire.send(out -> Replies.subscribed(out, command.id(), subscribed));
        channel.open(slice.top(), wire);
        wire.flush();
    }

    private void failed(long id, @Nullable Throwable failure) {
        log.debug("A channel could not be read", failure);
        refuse(id, ReplyError.INTERNAL);
    }

    /**
     * Nobody's payment yet. The client may know it from its 202 before its first event has come here, so it is looked for
     * once more when that event comes, or at the end of a short wait; other commands go on meanwhile.
     */
    private void awaitRecord(Command.Subscribe command, UUID recordId, RecordChannel channel) {
        var timer = wire.eventLoop()
                .schedule(
                        () -> look(command, recordId, channel, true),
                        services.settings().ownershipWait().toNanos(),
                        TimeUnit.NANOSECONDS);
        channel.whenPublished(() -> {
            if (timer.cancel(false)) {
                var _ = look(command, recordId, channel, true);
            }
        });
    }

    void accept(Publication publication) {
        RecordChannel channel = records == null ? null : records.get(publication.recordId());
        if (channel != null) {
            channel.accept(publication, wire);
        }
    }

    @Nullable
    CompletionStage<?> unsubscribe(Command.Unsubscribe command) {
        ChannelName name = name(command.channel());
        if (name instanceof ChannelName.Transaction(UUID id) && records != null) {
            records.remove(id);
        }
        if (name instanceof ChannelName.Chain(String id) && chains != null && chains.remove(id)) {
            services.hub().unwatchChain(id, user);
        }
        return done(command.id(), "unsubscribe");
    }

    @Nullable
    CompletionStage<?> publish(Command.Publish command) {
        return refuse(
                command.id(),
                name(command.channel()) instanceof ChannelName.Unknown
                        ? ReplyError.UNKNOWN_CHANNEL
                        : ReplyError.PERMISSION_DENIED);
    }

    @Nullable
    CompletionStage<?> history(Command.History command) {
        ChannelName name = name(command.channel());
        if (name instanceof ChannelName.Unknown) {
            return refuse(command.id(), ReplyError.UNKNOWN_CHANNEL);
        }
        if (!subscribed(name)) {
            return refuse(command.id(), ReplyError.PERMISSION_DENIED);
        }
        Range range = range(command);
        return switch (name) {
            case ChannelName.Personal _ -> answer(command, services.streams().open(user.userId(), range));
            case ChannelName.Transaction(UUID id) ->
                answer(
                        command,
                        services.streams()
                                .record(user.userId(), id, range)
                                .thenApply(found -> found instanceof RecordLookup.Found(Slice slice) ? slice : null));
            case ChannelName.Chain _, ChannelName.Foreign _, ChannelName.Unknown _ ->
                refuse(command.id(), ReplyError.NOT_AVAILABLE);
        };
    }

    private static Range range(Command.History command) {
        Position since = command.since();
        long from = since != null ? since.offset() : command.reverse() ? Long.MAX_VALUE : 0;
        return new Range(since == null ? "" : since.epoch(), from, command.limit(), command.reverse(), false);
    }

    private CompletionStage<?> answer(Command.History command, CompletableFuture<@Nullable Slice> reading) {
        return reading.whenCompleteAsync(
                (slice, failure) -> {
                    Position since = command.since();
                    if (failure != null) {
                        failed(command.id(), failure);
                    } else if (slice == null) {
                        refuse(command.id(), ReplyError.PERMISSION_DENIED);
                    } else if (since != null
                            && !since.epoch().isEmpty()
                            && !since.epoch().equals(slice.epoch())) {
                        refuse(command.id(), ReplyError.UNRECOVERABLE_POSITION);
                    } else {
                        wire.send(out -> Replies.history(out, command.id(), slice));
                    }
                },
                wire.eventLoop());
    }

    void leave() {
        if (chains != null) {
            chains.forEach(id -> services.hub().unwatchChain(id, user));
        }
    }

    private @Nullable CompletionStage<?> done(long id, String method) {
        wire.send(out -> Replies.done(out, id, method));
        return null;
    }

    private @Nullable CompletionStage<?> refuse(long id, ReplyError error) {
        wire.send(out -> Replies.error(out, id, error));
        return null;
    }
}

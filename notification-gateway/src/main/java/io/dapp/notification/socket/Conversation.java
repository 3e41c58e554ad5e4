package io.dapp.notification.socket;

import io.dapp.common.security.AuthenticatedUser;
import io.dapp.common.security.SessionWatch;
import io.dapp.common.security.SessionsUnavailableException;
import io.dapp.common.security.TokenRejectedException;
import io.dapp.common.security.VerificationException;
import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Range;
import io.dapp.notification.stream.Slice;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection from its first frame to its end: who it is, and what its commands do. */
final class Conversation {
    private static final Logger log = LoggerFactory.getLogger(Conversation.class);
    /** What a connect token has to allow. */
    private static final String SCOPE = "notifications:read";

    private final Wire wire;
    private final SocketServices services;
    private final Inlet inlet;
    private final Deadlines deadlines;
    private State state = State.NEW;
    private @Nullable UserConnection connection;
    private SessionWatch.@Nullable Registration session;
    private @Nullable UUID sessionId;

    private enum State {
        NEW,
        CONNECTING,
        /** Answered with an error: of no more use, and closed as stale. */
        REFUSED,
        CONNECTED,
        GONE
    }

    Conversation(Wire wire, SocketServices services) {
        this.wire = wire;
        this.services = services;
        this.inlet = new Inlet(wire, services.settings().maxFrame(), this::handle, this::gone);
        this.deadlines = new Deadlines(wire, services.settings(), inlet::listening);
    }

    Inlet inlet() {
        return inlet;
    }

    void shutDown() {
        wire.eventLoop().execute(() -> wire.close(CloseReason.SHUTDOWN));
    }

    /** The channel is closed, whoever closed it. */
    void gone() {
        if (state == State.GONE) {
            return;
        }
        state = State.GONE;
        deadlines.cancel();
        if (connection != null) {
            connection.leave();
        }
        if (session != null) {
            session.close();
        }
    }

    private @Nullable CompletionStage<?> handle(Command command) {
        if (command instanceof Command.Connect connect && state == State.NEW) {
            return connect(connect);
        }
        UserConnection user = connection;
        if (user == null || state != State.CONNECTED) {
            wire.close(CloseReason.BAD_REQUEST);
            return null;
        }
        return switch (command) {
            case Command.Pong _ -> {
                if (!deadlines.pong()) {
                    wire.close(CloseReason.BAD_REQUEST);
                }
                yield null;
            }
            case Command.Connect _ -> {
                wire.close(CloseReason.BAD_REQUEST);
                yield null;
            }
            case Command.Send _ -> {
                wire.close(CloseReason.NOT_AVAILABLE);
                yield null;
            }
            case Command.Ping ping -> {
                wire.send(out -> Replies.done(out, ping.id(), "ping"));
                yield null;
            }
            case Command.NotOffered other -> refuse(other.id(), ReplyError.NOT_AVAILABLE);
            case Command.Refresh refresh -> refresh(refresh, user.userId());
            case Command.Subscribe subscribe -> user.subscriptions().subscribe(subscribe);
            case Command.Unsubscribe unsubscribe -> user.subscriptions().unsubscribe(unsubscribe);
            case Command.History history -> user.subscriptions().history(history);
            case Command.Publish publish -> user.subscriptions().publish(publish);
        };
    }

    private @Nullable CompletionStage<?> connect(Command.Connect command) {
        if (command.token().isEmpty()) {
            wire.close(CloseReason.BAD_REQUEST);
            return null;
        }
        state = State.CONNECTING;
        return verified(command.token(), (user, failure) -> {
                    if (over()) {
                        return;
                    }
                    if (user == null) {
                        state = State.REFUSED;
                        refuseToken(command.id(), failure, false);
                    } else if (!mayListen(user)) {
                        state = State.REFUSED;
                        refuse(command.id(), ReplyError.PERMISSION_DENIED);
                    }
                })
                .thenComposeAsync(
                        user -> user == null || !mayListen(user) || over()
                                ? CompletableFuture.completedFuture(null)
                                : open(command, user),
                        wire.eventLoop());
    }

    /** Joins first and reads then: what is published between is not lost, only seen as a gap. */
    private CompletionStage<?> open(Command.Connect command, AuthenticatedUser user) {
        var joined = new UserConnection(user.userId(), wire, services);
        connection = joined;
        joined.join();
        watch(user);
        Position asked = command.recover().get(joined.channel());
        return services.streams()
                .open(user.userId(), asked == null ? Range.NOTHING : Range.missedSince(asked))
                .whenCompleteAsync((slice, failure) -> opened(command, user, joined, slice, failure), wire.eventLoop());
    }

    private void opened(
            Command.Connect command,
            AuthenticatedUser user,
            UserConnection joined,
            @Nullable Slice slice,
            @Nullable Throwable failure) {
        if (state != State.CONNECTING || wire.closing()) {
            return;
        }
        if (slice == null) {
            log.debug("A stream could not be opened", failure);
            state = State.REFUSED;
            joined.leave();
            refuse(command.id(), ReplyError.INTERNAL);
            return;
        }
        Duration ttl = ttl(user);
        state = State.CONNECTED;
        deadlines.connected(ttl);
        var subscribed = new Replies.Subscribed(slice, command.recover().get(joined.channel()));
        if (subscribed.asked() != null) {
            services.metrics().recovery(subscribed.recovered());
        }
        wire.send(out -> Replies.connected(
                out,
                command.id(),
                UUID.randomUUID(),
                SocketRoute.VERSION,
                ttl.toSeconds(),
                Math.max(1, services.settings().ping().toSeconds()),
                joined.channel(),
                subscribed));
        joined.positioned(slice.position());
    }

    private CompletionStage<?> refresh(Command.Refresh command, UUID userId) {
        if (command.token().isEmpty()) {
            wire.close(CloseReason.BAD_REQUEST);
            return CompletableFuture.completedFuture(null);
        }
        return verified(command.token(), (user, failure) -> {
            if (over()) {
                return;
            }
            if (user == null) {
                refuseToken(command.id(), failure, true);
            } else if (!user.userId().equals(userId) || !mayListen(user)) {
                wire.close(CloseReason.INVALID_TOKEN);
            } else {
                Duration ttl = ttl(user);
                deadlines.expires(ttl);
                watch(user);
                wire.send(out -> Replies.refreshed(out, command.id(), ttl.toSeconds()));
            }
        });
    }

    /** Ends with the user, or with null where the token is not good; never fails. */
    private CompletableFuture<@Nullable AuthenticatedUser> verified(
            String token, BiConsumer<@Nullable AuthenticatedUser, @Nullable Throwable> then) {
        return services.tokens()
                .verify(token)
                .toFuture()
                .handleAsync(
                        (user, failure) -> {
                            then.accept(user, failure);
                            return user;
                        },
                        wire.eventLoop());
    }

    /** Whatever is begun after {@link #gone()} nobody would end. */
    private boolean over() {
        return state == State.GONE || wire.closing();
    }

    private static boolean mayListen(AuthenticatedUser user) {
        return user.scopes().contains(SCOPE);
    }

    private void refuseToken(long id, @Nullable Throwable failure, boolean refreshing) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        switch (cause) {
            case VerificationException known -> {
                switch (known) {
                    case SessionsUnavailableException _ -> refuse(id, ReplyError.INTERNAL);
                    case TokenRejectedException rejected -> {
                        if (rejected.reason() != TokenRejectedException.Reason.EXPIRED) {
                            wire.close(CloseReason.INVALID_TOKEN);
                        } else if (refreshing) {
                            wire.close(CloseReason.EXPIRED);
                        } else {
                            refuse(id, ReplyError.TOKEN_EXPIRED);
                        }
                    }
                }
            }
            case null, default -> {
                log.warn("A token could not be verified", cause);
                refuse(id, ReplyError.INTERNAL);
            }
        }
    }

    /** The session's end is the connection's. */
    private void watch(AuthenticatedUser user) {
        if (user.sessionId().equals(sessionId)) {
            return;
        }
        if (session != null) {
            session.close();
        }
        sessionId = user.sessionId();
        session = services.sessions()
                .watch(
                        user.sessionId(),
                        loss -> wire.eventLoop()
                                .execute(() -> wire.close(
                                        switch (loss) {
                                            case ENDED -> CloseReason.DISCONNECT;
                                            case UNCONFIRMED -> CloseReason.RECONNECT;
                                        })));
    }

    private Duration ttl(AuthenticatedUser user) {
        Duration left = Duration.between(services.clock().instant(), user.expiresAt());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private @Nullable CompletionStage<?> refuse(long id, ReplyError error) {
        wire.send(out -> Replies.error(out, id, error));
        return null;
    }
}

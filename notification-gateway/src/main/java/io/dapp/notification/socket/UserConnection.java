package io.dapp.notification.socket;

import io.dapp.notification.delivery.ChainPush;
import io.dapp.notification.delivery.Receiver;
import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Publication;
import io.netty.channel.EventLoop;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connected user's side of the delivery: his personal channel, without gaps and without repetitions. */
final class UserConnection implements Receiver {
    private final UUID userId;
    private final String channel;
    private final Wire wire;
    private final SocketServices services;
    private final Subscriptions subscriptions;
    private volatile @Nullable Position position;
    /** The newest offset that came before the position was known. */
    private long early;

    UserConnection(UUID userId, Wire wire, SocketServices services) {
        this.userId = userId;
        this.channel = "user:" + userId;
        this.wire = wire;
        this.services = services;
        this.subscriptions = new Subscriptions(this, wire, services);
    }

    @Override
    public UUID userId() {
        return userId;
    }

    String channel() {
        return channel;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    @Override
    public EventLoop eventLoop() {
        return wire.eventLoop();
    }

    @Override
    public @Nullable Position position() {
        return position;
    }

    void join() {
        services.hub().join(this);
    }

    void leave() {
        services.hub().leave(this);
        subscriptions.leave();
    }

    /** The client has been told this position; what came meanwhile is fetched. */
    void positioned(Position told) {
        position = told;
        if (early > told.offset()) {
            services.catchUp().request(userId);
        }
    }

    @Override
    public void accept(Publication publication) {
        Position at = position;
        if (at == null) {
            early = Math.max(early, publication.offset());
        } else if (!at.epoch().equals(publication.epoch())) {
            discontinue();
        } else if (publication.offset() == at.offset() + 1) {
            position = new Position(at.epoch(), publication.offset());
            wire.push(
                    publication.recordId(),
                    new Push(
                            channel,
                            publication.envelope(),
                            publication.offset(),
                            publication.offset() == 1 ? publication.epoch() : ""));
            subscriptions.accept(publication);
        } else if (publication.offset() > at.offset()) {
            services.catchUp().request(userId);
        }
    }

    @Override
    public void accept(ChainPush push) {
        String chain = "chain:" + push.chainId();
        wire.push(push.head() ? chain : push, new Push(chain, push.envelope(), 0, ""));
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public void discontinue() {
        wire.close(CloseReason.INSUFFICIENT_STATE);
    }
}

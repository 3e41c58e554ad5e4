package io.dapp.notification.socket;

import io.dapp.notification.NotificationSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The outgoing side of one connection, and its end. Used on the channel's event loop only. */
final class Wire extends ChannelInboundHandlerAdapter {
    private static final int FRAME = 16 * 1024;

    private final Channel channel;
    private final NotificationSettings.Socket settings;
    private final SocketMetrics metrics;
    private final Waiting waiting;
    private @Nullable ByteBuf gathered;
    private @Nullable Runnable whenWritable;
    private boolean closing;

    Wire(Channel channel, NotificationSettings.Socket settings, SocketMetrics metrics) {
        this.channel = channel;
        this.settings = settings;
        this.metrics = metrics;
        this.waiting = new Waiting(settings.queueBytes(), settings.queueMessages());
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    boolean closing() {
        return closing || !channel.isActive();
    }

    boolean writable() {
        return channel.isWritable();
    }

    /** Runs {@code action} once the client has read enough. */
    void whenWritable(Runnable action) {
        whenWritable = action;
    }

    /** Sends a line at once, before whatever waits. */
    void send(Consumer<ByteBuf> line) {
        if (closing()) {
            return;
        }
        flush();
        ByteBuf out = channel.alloc().buffer();
        line.accept(out);
        write(out);
        channel.flush();
    }

    /**
     * Sends a publication with the next {@link #flush()}, or keeps it while the client does not read.
     *
     * @param key of which only the newest is kept then
     */
    void push(Object key, Push push) {
        if (closing()) {
            return;
        }
        if (waiting.isEmpty() && channel.isWritable()) {
            gather(push);
        } else if (!waiting.offer(key, push)) {
            close(CloseReason.SLOW);
        }
    }

    private void gather(Push push) {
        metrics.pushed();
        if (gathered == null) {
            gathered = channel.alloc().buffer(Math.max(512, push.size()));
        } else {
            gathered.writeByte('\n');
        }
        push.writeTo(gathered);
        if (gathered.readableBytes() >= FRAME) {
            flush();
        }
    }

    void flush() {
        if (gathered != null) {
            ByteBuf frame = gathered;
            gathered = null;
            write(frame);
            channel.flush();
        }
    }

    private void write(ByteBuf frame) {
        var _ = channel.write(new TextWebSocketFrame(frame), channel.voidPromise());
    }

    private void drain() {
        while (channel.isWritable() && !closing()) {
            Push push = waiting.poll();
            if (push == null) {
                break;
            }
            gather(push);
        }
        flush();
        Runnable action = whenWritable;
        if (channel.isWritable() && action != null) {
            whenWritable = null;
            action.run();
        }
    }

    /**
     * Says why and waits a while for the client to close too: cutting the connection with something of the client's
     * still unread would take the reason back.
     */
    void close(CloseReason reason) {
        if (closing()) {
            return;
        }
        flush();
        closing = true;
        waiting.clear();
        metrics.closed(reason);
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(reason.code(), reason.text()));
        channel.config().setAutoRead(true);
        Future<?> cut = eventLoop().schedule(this::cut, settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> cut.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!closing) {
            context.fireChannelRead(message);
            return;
        }
        boolean answered = message instanceof CloseWebSocketFrame;
        ReferenceCountUtil.release(message);
        if (answered) {
            cut();
        }
    }

    private void cut() {
        var _ = channel.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        drain();
        context.fireChannelWritabilityChanged();
    }
}

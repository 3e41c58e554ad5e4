package io.dapp.notification.socket;

import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * A client's frames as commands, one after the other: the next frame is read when the last command of this one is done
 * and the client has read its replies, so that no client makes work or memory without bound.
 */
final class Inlet implements CoreSubscriber<WebSocketFrame> {
    private final Wire wire;
    private final int maxFrame;
    private final Function<Command, @Nullable CompletionStage<?>> handler;
    private final Runnable gone;

    private @Nullable Subscription frames;
    private @Nullable ByteArrayOutputStream fragments;
    private @Nullable Queue<String> lines;
    private boolean working;

    /**
     * Reads for one connection.
     *
     * @param handler gives null for a command that is done at once
     * @param gone called at the end
     */
    Inlet(Wire wire, int maxFrame, Function<Command, @Nullable CompletionStage<?>> handler, Runnable gone) {
        this.wire = wire;
        this.maxFrame = maxFrame;
        this.handler = handler;
        this.gone = gone;
    }

    /** Whether everything that has arrived is dealt with. */
    boolean listening() {
        return !working;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        frames = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
        if (wire.closing()) {
            return;
        }
        boolean data = frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
        if (!data) {
            next();
        } else if (frame.content().readableBytes() + (fragments == null ? 0 : fragments.size()) > maxFrame) {
            wire.close(CloseReason.TOO_LARGE);
        } else if (frame.isFinalFragment() && fragments == null) {
            message(frame.content().toString(StandardCharsets.UTF_8));
        } else {
            fragment(frame);
        }
    }

    private void fragment(WebSocketFrame frame) {
        if (fragments == null) {
            fragments = new ByteArrayOutputStream();
        }
        try {
            frame.content().readBytes(fragments, frame.content().readableBytes());
        } catch (IOException e) {
            throw new IllegalStateException("a byte array cannot fail", e);
        }
        if (frame.isFinalFragment()) {
            String text = fragments.toString(StandardCharsets.UTF_8);
            fragments = null;
            message(text);
        } else {
            next();
        }
    }

    private void message(String text) {
        lines = new ArrayDeque<>(Arrays.asList(text.stripTrailing().split("\n", -1)));
        work();
    }

    private void work() {
        working = true;
        while (lines != null && !wire.closing()) {
            if (!wire.writable()) {
                wire.whenWritable(this::work);
                return;
            }
            String line = lines.poll();
            if (line == null) {
                lines = null;
                break;
            }
            CompletionStage<?> done = handle(line);
            if (done != null && !done.toCompletableFuture().isDone()) {
                done.whenCompleteAsync((result, failure) -> work(), wire.eventLoop());
                return;
            }
        }
        working = false;
        next();
    }

    private @Nullable CompletionStage<?> handle(String line) {
        try {
            return handler.apply(CommandReader.read(line));
        } catch (BadCommandException e) {
            wire.close(CloseReason.BAD_REQUEST);
            return null;
        }
    }

    private void next() {
        if (frames != null) {
            frames.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        gone.run();
    }

    @Override
    public void onComplete() {
        gone.run();
    }
}

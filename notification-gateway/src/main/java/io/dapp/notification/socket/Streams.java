package io.dapp.notification.socket;

import io.dapp.notification.NotificationSettings;
import io.dapp.notification.stream.Range;
import io.dapp.notification.stream.RecordLookup;
import io.dapp.notification.stream.Slice;
import io.dapp.notification.stream.StreamReader;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** {@link StreamReader} for event loops: reads on a bounded number of threads; what would wait too long fails at once. */
@Component
class Streams implements DisposableBean {
    private final StreamReader reader;
    private final ThreadPoolExecutor threads;

    Streams(StreamReader reader, NotificationSettings settings) {
        this.reader = reader;
        this.threads = new ThreadPoolExecutor(
                settings.reads().threads(),
                settings.reads().threads(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.reads().queue()),
                Thread.ofPlatform().daemon().name("stream-reader-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    CompletableFuture<Slice> open(UUID userId, Range range) {
        return read(() -> reader.open(userId, range));
    }

    CompletableFuture<RecordLookup> record(UUID userId, UUID recordId, Range range) {
        return read(() -> reader.record(userId, recordId, range));
    }

    private <T> CompletableFuture<T> read(Supplier<T> read) {
        try {
            return CompletableFuture.supplyAsync(read, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}

package io.dapp.notification;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that works until it is closed. */
public final class Background implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** What the thread does, again and again; it asks {@code closing} where it waits. */
    @FunctionalInterface
    public interface Work {
        void run(Background background) throws InterruptedException;
    }

    private Background(String name, Work work) {
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> loop(work));
    }

    public static Background start(String name, Work work) {
        var background = new Background(name, work);
        background.thread.start();
        return background;
    }

    private void loop(Work work) {
        while (!closing()) {
            try {
                work.run(this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.error("Unexpected failure, going on", e);
                pause(Duration.ofSeconds(1));
            }
        }
    }

    public boolean closing() {
        return closing.getCount() == 0;
    }

    /** Waits, but not longer than until this is closed. */
    public void pause(Duration duration) {
        try {
            var _ = closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the thread to end, without waiting for it. */
    public void stop() {
        closing.countDown();
    }

    /** Ends the thread and waits for it a while. */
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.dapp.system.proxy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What happens to calls of one method, so many times. */
public sealed interface Fault {
    /** Forwarded, and answered after this long. */
    record Delay(Duration by) implements Fault {}

    /** Not forwarded; answered so. */
    record Answer(RpcError error) implements Fault {}

    /** Not forwarded; answered with this result, whatever the node would say. */
    record Lie(@Nullable Object result) implements Fault {}

    /** Forwarded, and the connection closed without an answer. */
    record DropAnswer() implements Fault {}

    /** Not forwarded, and the connection closed: what a node that just went away looks like. */
    record Refuse() implements Fault {}

    /** Kept until {@link #release()}, then forwarded. */
    final class Hold implements Fault {
        private final AtomicInteger arrivals = new AtomicInteger();
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** How many calls have come. */
        public int arrivals() {
            return arrivals.get();
        }

        /** Waits for the first call. */
        public void awaitArrival(Duration limit) throws InterruptedException {
            if (!arrived.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no call came within " + limit);
            }
        }

        public void release() {
            released.countDown();
        }

        void pass() throws InterruptedException {
            arrivals.incrementAndGet();
            arrived.countDown();
            released.await();
        }
    }
}

package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.outbox.PublishedListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** This service publishes where the worker does not, and then tells how long that took. */
class AnnounceTest extends PaymentServiceTest {
    @Autowired
    private PublishedListener listener;

    @Autowired
    private MeterRegistry meters;

    @Test
    void howLongTheNewsOfABlockTookIsRecordedHereToo() {
        WORLD.mine();
        String hash = WORLD.node()
                .rpc()
                .call("eth_getBlockByNumber", "latest", false)
                .path("hash")
                .stringValue();
        Timer timer = meters.get("dapp.block.announce").timer();
        await().until(() -> published(hash, timer));

        assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
    }

    /** As the relay does when Kafka has the event; a block that this process has not seen yet is left out. */
    private boolean published(String hash, Timer timer) {
        listener.published("transaction.confirmed", "{\"block_hash\": \"" + hash + "\"}");
        return timer.count() > 0;
    }
}

package io.dapp.monitor.sweep;

import io.dapp.chain.ChainId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/** The queue only hints: the database says what is to do, and is asked anyway. */
final class MonitoringListener {
    private static final Logger LOG = LoggerFactory.getLogger(MonitoringListener.class);

    private final Sweeps sweeps;

    MonitoringListener(Sweeps sweeps) {
        this.sweeps = sweeps;
    }

    /** The key is {@code chainId:0xfrom}. */
    @KafkaListener(id = "monitoring", topics = "monitoring", groupId = "tx-monitor-worker")
    void hear(ConsumerRecord<String, String> message) {
        String key = message.key();
        try {
            sweeps.hint(new ChainId(Long.parseLong(key.substring(0, key.indexOf(':')))));
        } catch (RuntimeException malformed) {
            LOG.warn("a message on topic monitoring has no key of the form chainId:0xfrom and is left out");
        }
    }
}

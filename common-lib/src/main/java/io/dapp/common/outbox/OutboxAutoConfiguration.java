package io.dapp.common.outbox;

import io.dapp.common.observability.CurrentTrace;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The outbox of a service whose schema has an {@code event} table ({@code dapp.outbox.enabled}). */
@AutoConfiguration(after = {JdbcTemplateAutoConfiguration.class, KafkaAutoConfiguration.class})
@ConditionalOnClass({JdbcTemplate.class, KafkaProducer.class})
@ConditionalOnProperty(name = "dapp.outbox.enabled", havingValue = "true")
@EnableConfigurationProperties(OutboxProperties.class)
public final class OutboxAutoConfiguration {
    @Bean
    Signal outboxSignal() {
        return new Signal();
    }

    @Bean
    Outbox outbox(JdbcTemplate jdbc, JsonMapper json, CurrentTrace trace, Signal outboxSignal) {
        return new Outbox(jdbc, json, trace::traceparent, outboxSignal::appended);
    }

    @Bean
    @ConditionalOnProperty(name = "dapp.outbox.relay", havingValue = "true", matchIfMissing = true)
    Relay outboxRelay(
            JdbcConnectionDetails database,
            RelayProducers producers,
            MeterRegistry registry,
            ObjectProvider<PublishedListener> listener,
            OutboxProperties bounds,
            Signal outboxSignal) {
        RelayConnections connections = new RelayConnections(
                database.getJdbcUrl(), database.getUsername(), database.getPassword(), bounds.socketTimeout());
        return new Relay(
                new RelayStore(connections),
                new EventSender(producers::open, outboxSignal::ring, bounds.deliveryTimeout(), bounds.reconnect()),
                new RelayWakeUps(connections, outboxSignal::appended, bounds.reconnect()),
                new RelayMetrics(registry, listener.getIfAvailable(() -> (type, data) -> {})),
                bounds,
                outboxSignal);
    }

    @Bean
    RelayProducers relayProducers(KafkaProperties kafka, KafkaConnectionDetails connection, OutboxProperties bounds) {
        Map<String, Object> properties = new HashMap<>(kafka.buildProducerProperties());
        properties.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                connection.getProducer().getBootstrapServers());
        return new RelayProducers(properties, bounds);
    }

    /** Opens the relay's producer: idempotent, so that its own retries neither double nor reorder. */
    record RelayProducers(Map<String, Object> properties, OutboxProperties bounds) {
        KafkaProducer<String, byte[]> open() {
            Map<String, Object> all = new HashMap<>(properties);
            all.put(ProducerConfig.ACKS_CONFIG, "all");
            all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, bounds.maxBlock().toMillis());
            all.put(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    Math.toIntExact(bounds.deliveryTimeout().toMillis()));
            all.put(
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    Math.toIntExact(bounds.deliveryTimeout().dividedBy(2).toMillis()));
            all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
        }
    }
}

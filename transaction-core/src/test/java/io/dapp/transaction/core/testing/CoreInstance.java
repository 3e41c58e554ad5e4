package io.dapp.transaction.core.testing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainClientAutoConfiguration;
import io.dapp.chain.ChainId;
import io.dapp.chain.Wei;
import io.dapp.common.json.StrictJsonAutoConfiguration;
import io.dapp.common.observability.ObservabilityAutoConfiguration;
import io.dapp.common.outbox.OutboxAutoConfiguration;
import io.dapp.testing.TestDatabase;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.line.LineConfiguration;
import io.dapp.transaction.core.line.PaymentOrder;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.outside.OutsideConfiguration;
import io.dapp.transaction.core.record.RecordConfiguration;
import io.dapp.transaction.core.replacing.ReplacingConfiguration;
import io.dapp.transaction.core.sending.SendingConfiguration;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.signing.WalletKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** One process' payment core: what transaction-service has without its HTTP side. */
public final class CoreInstance implements AutoCloseable {
    /** The chain that test nodes are of. */
    public static final ChainId CHAIN = new ChainId(31_337);

    private static final Wei MAX_FEE = Wei.of(2_000_000_000L);
    private static final long GAS = 21_000;

    private final ConfigurableApplicationContext context;

    private CoreInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts one.
     *
     * @param url how it reaches the database
     * @param node how it reaches its node
     * @param more properties
     */
    public static CoreInstance start(TestDatabase database, String url, String node, Map<String, String> more) {
        return start(database, url, node, more, Nothing.class);
    }

    /** Starts one with beans of the test's own. */
    public static CoreInstance start(
            TestDatabase database, String url, String node, Map<String, String> more, Class<?> beans) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.datasource.url", url);
        properties.put(
                "spring.datasource.username",
                database.runtimeCredentials("transaction").username());
        properties.put(
                "spring.datasource.password",
                database.runtimeCredentials("transaction").password());
        properties.put("dapp.outbox.enabled", "true");
        properties.put("dapp.outbox.relay", "false");
        properties.put("dapp.signing.master-key", Base64.getEncoder().encodeToString(new byte[32]));
        properties.put("dapp.chains.local.id", CHAIN.toString());
        properties.put("dapp.chains.local.nodes[0].http-url", node);
        properties.put("dapp.chains.local.max-in-flight-per-account", "256");
        properties.put("dapp.chains.local.block-time", "1h");
        properties.put("dapp.chains.local.poll-interval", "50ms");
        properties.put("spring.main.allow-bean-definition-overriding", "true");
        properties.putAll(more);
        return new CoreInstance(new SpringApplicationBuilder(Parts.class, beans)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run());
    }

    /** Any part of it. */
    public <T> T get(Class<T> part) {
        return context.getBean(part);
    }

    /** A request for a plain transfer of {@code amount} wei. */
    public static PaymentRequest order(UUID owner, WalletKey wallet, long amount, @Nullable IdempotencyKey key) {
        return PaymentRequest.of(transfer(owner, wallet, amount), key);
    }

    /** A plain transfer of {@code amount} wei. */
    public static PaymentOrder transfer(UUID owner, WalletKey wallet, long amount) {
        return new PaymentOrder(
                UUID.randomUUID(),
                owner,
                wallet,
                CHAIN,
                Address.parse("0x00000000000000000000000000000000000000aa"),
                Wei.of(amount),
                null,
                Bytes.EMPTY,
                GAS,
                new OfferedFees.Dynamic(MAX_FEE, Wei.of(1_000_000_000L)),
                null,
                null,
                null,
                null);
    }

    /** What an order of {@code amount} may cost. */
    public static long maxCost(long amount) {
        return amount + GAS * MAX_FEE.value().longValueExact();
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        StrictJsonAutoConfiguration.class,
        KafkaAutoConfiguration.class,
        ObservabilityAutoConfiguration.class,
        OutboxAutoConfiguration.class,
        ChainClientAutoConfiguration.class
    })
    @Import({
        RecordConfiguration.class,
        SigningConfiguration.class,
        SendingConfiguration.class,
        LineConfiguration.class,
        ReplacingConfiguration.class,
        OutsideConfiguration.class
    })
    static class Parts {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}

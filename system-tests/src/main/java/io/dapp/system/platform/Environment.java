package io.dapp.system.platform;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What a service is told at its start. */
final class Environment {
    private Environment() {}

    static Map<String, String> common(
            TestDatabase database, String jdbcUrl, String schema, String redisUrl, String kafka) {
        DatabaseCredentials runtime = database.runtimeCredentials(schema);
        Map<String, String> environment = new HashMap<>();
        environment.put("SPRING_DATASOURCE_URL", jdbcUrl);
        environment.put("SPRING_DATASOURCE_USERNAME", runtime.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", runtime.password());
        environment.put("SPRING_DATA_REDIS_URL", redisUrl);
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka);
        environment.put("DAPP_LOG_FORMAT", "readable");
        return environment;
    }

    static void security(Map<String, String> environment, Map<String, String> properties) {
        properties.forEach((name, value) -> environment.put(
                name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace("-", ""), value));
    }

    static void chain(Map<String, String> environment, URI http, URI webSocket) {
        environment.put("DAPP_CHAINS_LOCAL_ID", "31337");
        environment.put("DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", http.toString());
        environment.put("DAPP_CHAINS_LOCAL_NODES_0_WSURL", webSocket.toString());
        environment.put("DAPP_CHAINS_LOCAL_BLOCKTIME", Chain.BLOCK_TIME.toMillis() + "ms");
        environment.put("DAPP_CHAINS_LOCAL_POLLINTERVAL", "150ms");
        environment.put("DAPP_CHAINS_LOCAL_REBROADCASTAFTER", "3s");
        environment.put("DAPP_CHAINS_LOCAL_RECONNECTATMOST", "500ms");
        // A constant of these tests, nobody's money.
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        environment.put("DAPP_SIGNING_MASTERKEY", Base64.getEncoder().encodeToString(key));
    }
}

package io.dapp.testing;

import java.util.Locale;

/** Where tests take PostgreSQL, Redis and Kafka from: {@code DAPP_TEST_INFRA} = embedded, containers or auto (default). */
enum TestInfrastructure {
    EMBEDDED,
    CONTAINERS;

    static final String POSTGRES_IMAGE = image("POSTGRES", "postgres:18");
    static final String REDIS_IMAGE = image("REDIS", "redis:7");
    static final String KAFKA_IMAGE = image("KAFKA", "apache/kafka:4.2.1");

    /** Containers when asked for, or with auto when a daemon can run them without pulling; else the embedded part. */
    static TestInfrastructure of(String image) {
        String choice = System.getProperty("dapp.test.infra", System.getenv().getOrDefault("DAPP_TEST_INFRA", "auto"));
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "embedded" -> EMBEDDED;
            case "containers" -> CONTAINERS;
            case "auto" -> DockerDaemon.canRun(image) ? CONTAINERS : EMBEDDED;
            default ->
                throw new IllegalArgumentException("DAPP_TEST_INFRA is embedded, containers or auto, not " + choice);
        };
    }

    private static String image(String part, String standard) {
        return System.getenv().getOrDefault("DAPP_TEST_" + part + "_IMAGE", standard);
    }
}

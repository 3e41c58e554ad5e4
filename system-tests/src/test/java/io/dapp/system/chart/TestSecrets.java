package io.dapp.system.chart;

/** Secrets of a try, for the environment that has the fewest. */
final class TestSecrets {
    /** What every one of them begins with. */
    static final String MARK = "not-to-be-shown";

    static final String VALUES = """
            secrets:
              source: values
              values:
                auth-service:
                  SPRING_DATASOURCE_PASSWORD: %1$s-1
                  DAPP_AUTH_SIGNING_KEY: %1$s-2
                  DAPP_AUTH_REFRESH_KEY: %1$s-3
                transaction-service:
                  SPRING_DATASOURCE_PASSWORD: %1$s-4
                  DAPP_SIGNING_MASTERKEY: %1$s-5
                tx-monitor-worker:
                  SPRING_DATASOURCE_PASSWORD: %1$s-4
                  DAPP_SIGNING_MASTERKEY: %1$s-5
                resource-service:
                  SPRING_DATASOURCE_PASSWORD: %1$s-6
                notification-gateway:
                  SPRING_DATASOURCE_PASSWORD: %1$s-7
                migration-auth:
                  DAPP_MIGRATION_PASSWORD: %1$s-8
                migration-resource:
                  DAPP_MIGRATION_PASSWORD: %1$s-9
                migration-transaction:
                  DAPP_MIGRATION_PASSWORD: %1$s-10
                migration-notification:
                  DAPP_MIGRATION_PASSWORD: %1$s-11
            """.formatted(MARK);

    private TestSecrets() {}
}

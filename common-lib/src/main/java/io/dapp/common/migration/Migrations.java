package io.dapp.common.migration;

import org.flywaydb.core.Flyway;

/** Brings a schema to what this version of its owner needs. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs {@code classpath:db/migration/<schema>}. Safe to run again and from several processes at once.
     *
     * @param user the schema's owner role; runtime roles have no DDL
     * @return how many migrations were run
     * @throws org.flywaydb.core.api.FlywayException when one fails or one already run was changed; nothing of the failed
     *     one remains
     */
    public static int run(String jdbcUrl, String user, String password, String schema) {
        return run(jdbcUrl, user, password, schema, Migrations.class.getClassLoader());
    }

    public static int run(String jdbcUrl, String user, String password, String schema, ClassLoader classLoader) {
        return Flyway.configure(classLoader)
                .dataSource(jdbcUrl, user, password)
                .schemas(schema)
                .createSchemas(false)
                .locations("classpath:db/migration/" + schema)
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}

package io.dapp.testing;

import io.dapp.local.infra.DatabaseCredentials;

/** A database of one test class. */
public record TestDatabase(String url) {
    public DatabaseCredentials ownerCredentials(String schema) {
        return TestPostgres.credentials(schema, "owner");
    }

    public DatabaseCredentials runtimeCredentials(String schema) {
        return TestPostgres.credentials(schema, "runtime");
    }
}

package io.dapp.transaction.core.simulation.postgres;

import java.sql.Connection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The connections of one process. */
final class FailpointDataSource extends AbstractDataSource {
    private final Failpoints failpoints;

    FailpointDataSource(Failpoints failpoints) {
        this.failpoints = failpoints;
    }

    @Override
    public Connection getConnection() {
        return failpoints.open(this).connection();
    }

    @Override
    public Connection getConnection(String username, String password) {
        return getConnection();
    }
}

package io.dapp.transaction.core.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives the current transaction more time than the role's own {@code transaction_timeout}, and its connection's answers
 * too. It still has an end.
 */
final class LongTransactions {
    private static final Duration BEYOND = Duration.ofSeconds(3);

    private final JdbcTemplate jdbc;
    private final Duration atMost;

    LongTransactions(JdbcTemplate jdbc, Duration atMost) {
        this.jdbc = jdbc;
        this.atMost = atMost;
    }

    /** Before anything else in the transaction. PostgreSQL does not set a running timer anew: it is stopped first. */
    void begin() {
        jdbc.execute("set local transaction_timeout = 0");
        jdbc.execute("set local transaction_timeout = '" + atMost.toMillis() + "ms'");
        jdbc.execute("set local lock_timeout = '" + atMost.toMillis() + "ms'");
        jdbc.execute((Connection connection) -> {
            int before = connection.getNetworkTimeout();
            answersWithin(connection, (int) atMost.plus(BEYOND).toMillis());
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    restore(connection, before);
                }
            });
            return before;
        });
    }

    private static void restore(Connection connection, int before) {
        try {
            if (!connection.isClosed()) {
                answersWithin(connection, before);
            }
        } catch (SQLException broken) {
            // The pool finds it broken too and drops it.
        }
    }

    private static void answersWithin(Connection connection, int milliseconds) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, milliseconds);
    }
}

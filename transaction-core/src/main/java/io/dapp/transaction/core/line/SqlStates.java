package io.dapp.transaction.core.line;

import java.sql.SQLException;

/** What PostgreSQL's error codes mean for a transaction. */
final class SqlStates {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";

    private SqlStates() {}

    /** Whether the transaction was rolled back only because of others: the same again may succeed. */
    static boolean isRetriable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return SERIALIZATION_FAILURE.equals(sql.getSQLState()) || DEADLOCK_DETECTED.equals(sql.getSQLState());
            }
        }
        return false;
    }
}

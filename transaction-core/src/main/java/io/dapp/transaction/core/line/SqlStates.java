package io.dapp.transaction.core.line;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes mean for a transaction. */
public final class SqlStates {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private SqlStates() {}

    /** Whether the transaction was rolled back only because of others: the same again may succeed. */
    public static boolean isRetriable(Throwable failure) {
        String state = state(failure);
        return SERIALIZATION_FAILURE.equals(state)
                || DEADLOCK_DETECTED.equals(state)
                || LOCK_NOT_AVAILABLE.equals(state);
    }

    /** Whether it waited for another's lock as long as it may. */
    static boolean isLockTimeout(Throwable failure) {
        return LOCK_NOT_AVAILABLE.equals(state(failure));
    }

    private static @Nullable String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}

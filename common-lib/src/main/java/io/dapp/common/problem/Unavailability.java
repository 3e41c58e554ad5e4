package io.dapp.common.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Whether the database is away, as opposed to refusing what it was asked. */
final class Unavailability {
    private Unavailability() {}

    static boolean isDatabaseAway(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 32; depth++, cause = cause.getCause()) {
            if (cause instanceof CannotGetJdbcConnectionException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException sql && isAway(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(@Nullable String state) {
        // 08: connection; 53: out of resources; 57P: shut down or starting; 25P03, 25P04: the server ended a
        // transaction
        // that took too long; 40: deadlock or serialization, after the retries; 55P03: a lock was not to be had in
        // time.
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57P")
                        || state.startsWith("40")
                        || state.equals("25P03")
                        || state.equals("25P04")
                        || state.equals("55P03"));
    }
}

package io.dapp.transaction.core.simulation.postgres;

import io.dapp.transaction.core.simulation.postgres.Failpoints.Commit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection with failpoints before and after each statement and around each COMMIT. */
final class Wire implements InvocationHandler {
    private static final String LOST = "08006";
    private static final String LOCK_TIMEOUT = "55P03";

    private final Stage.Backend backend;
    private final Failpoints failpoints;
    private volatile boolean lost;
    private volatile boolean timedOut;
    private boolean explicit;
    private volatile @Nullable Long openSince;
    private boolean lengthy;
    private volatile boolean busy;

    Wire(Stage.Backend backend, Failpoints failpoints) {
        this.backend = backend;
        this.failpoints = failpoints;
    }

    Connection connection() {
        return proxy(Connection.class, this);
    }

    int pid() {
        return backend.pid();
    }

    Stage.Backend backend() {
        return backend;
    }

    boolean lost() {
        return lost;
    }

    /** When its transaction began, by the schedule's clock; null: there is none. */
    @Nullable
    Long openSince() {
        return openSince;
    }

    /** Whether its transaction was given more time than others. */
    boolean lengthy() {
        return lengthy;
    }

    /** Whether a statement is under way on it. */
    boolean busy() {
        return busy;
    }

    /** Nobody hears of it any more; what becomes of its transaction is another's business. */
    void lose() {
        lost = true;
        openSince = null;
    }

    /** PostgreSQL has ended its backend; its user learns of it by the next statement. */
    void terminated() {
        openSince = null;
    }

    /** The statement that waits for a lock has waited as long as it may. */
    void timesOut() {
        timedOut = true;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "commit" -> {
                requireThere();
                commit();
                yield null;
            }
            case "rollback" -> {
                requireThere();
                openSince = null;
                lengthy = false;
                backend.connection().rollback();
                failpoints.released("ROLLBACK");
                yield null;
            }
            case "close" -> {
                failpoints.closed(this);
                yield null;
            }
            case "isClosed" -> lost || backend.connection().isClosed();
            case "setAutoCommit" -> {
                requireThere();
                explicit = arguments != null && Boolean.FALSE.equals(arguments[0]);
                yield call(backend.connection(), method, arguments);
            }
            case "prepareStatement" -> {
                requireThere();
                yield prepared(method, arguments);
            }
            case "createStatement" -> {
                requireThere();
                Statement plain = (Statement) Objects.requireNonNull(call(backend.connection(), method, arguments));
                yield proxy(Statement.class, (self, called, with) -> executed(plain, called, with, null));
            }
            default -> {
                if (lost && method.getDeclaringClass() == Connection.class) {
                    throw lostConnection();
                }
                yield call(backend.connection(), method, arguments);
            }
        };
    }

    private Object prepared(Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null) {
            throw new IllegalArgumentException("a statement has a text");
        }
        String sql = failpoints.text((String) arguments[0]);
        arguments[0] = sql;
        PreparedStatement statement =
                (PreparedStatement) Objects.requireNonNull(call(backend.connection(), method, arguments));
        return proxy(PreparedStatement.class, (self, called, with) -> executed(statement, called, with, sql));
    }

    private @Nullable Object executed(
            Statement statement, Method method, Object @Nullable [] arguments, @Nullable String prepared)
            throws Throwable {
        if (!method.getName().startsWith("execute")) {
            return call(statement, method, arguments);
        }
        String sql = prepared == null && arguments != null ? String.valueOf(arguments[0]) : String.valueOf(prepared);
        requireThere();
        failpoints.before(this, sql);
        requireThere();
        if (explicit && openSince == null) {
            openSince = failpoints.now();
        }
        lengthy |= sql.startsWith("set local transaction_timeout");
        Object result = underWay(() -> call(statement, method, arguments));
        failpoints.after(this, sql);
        requireThere();
        return result;
    }

    private void commit() throws Throwable {
        Commit how = failpoints.commit(this);
        requireThere();
        openSince = null;
        lengthy = false;
        switch (how) {
            case ANSWERED -> {
                underWay(() -> {
                    backend.connection().commit();
                    return null;
                });
                failpoints.released("COMMIT");
                requireThere();
            }
            case ANSWER_LOST -> {
                backend.connection().commit();
                failpoints.discard(this);
                failpoints.released("COMMIT");
                throw lostConnection();
            }
            case NEVER_ARRIVED -> {
                failpoints.discard(this);
                failpoints.released("ROLLBACK");
                throw lostConnection();
            }
            case UNDER_WAY -> {
                lost = true;
                failpoints.lingers(this, true);
                throw lostConnection();
            }
        }
    }

    private @Nullable Object underWay(Work work) throws Throwable {
        Strand strand = Strand.current();
        if (strand == null) {
            return work.run();
        }
        strand.enters(this);
        busy = true;
        try {
            return work.run();
        } catch (SQLException e) {
            if (timedOut) {
                throw new SQLException("canceling statement due to lock timeout", LOCK_TIMEOUT, e);
            }
            throw e;
        } finally {
            timedOut = false;
            busy = false;
            strand.leaves();
        }
    }

    private interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    private void requireThere() throws SQLException {
        if (lost) {
            throw lostConnection();
        }
    }

    private static SQLException lostConnection() {
        return new SQLException("An I/O error occurred while sending to the backend.", LOST);
    }

    private static @Nullable Object call(Object on, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Wire.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

package io.dapp.transaction.core.simulation;

import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.KeyHolder;

/** Runs the sender's statements on {@link ModelDatabase}: what each does is in {@link SendingStatements}. */
final class ModelJdbc implements JdbcClient {
    /** What a statement does: the rows that it returns, or a row for each that it changed. */
    interface Effect {
        List<Map<String, Object>> run(Map<String, Object> parameters);
    }

    private final ModelDatabase database;
    private final SendingStatements statements;
    private final @Nullable PostgresMirror mirror;

    ModelJdbc(ModelDatabase database, SendingStatements statements, @Nullable PostgresMirror mirror) {
        this.database = database;
        this.statements = statements;
        this.mirror = mirror;
    }

    @Override
    public StatementSpec sql(String sql) {
        return new Statement(sql, statements.of(sql));
    }

    private record Row(Map<String, Object> values) {
        ResultSet asResultSet() {
            return (ResultSet) Proxy.newProxyInstance(
                    ModelJdbc.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                        Object value = values.get(arguments[0]);
                        if (value == null && !values.containsKey(arguments[0])) {
                            throw new IllegalStateException("the model has no column " + arguments[0]);
                        }
                        return value;
                    });
        }
    }

    private final class Statement implements StatementSpec {
        private final String sql;
        private final Effect effect;
        private final List<@Nullable Object> positional = new ArrayList<>();
        private final Map<String, Object> parameters = new HashMap<>();

        private Statement(String sql, Effect effect) {
            this.sql = sql;
            this.effect = effect;
        }

        private List<Map<String, Object>> run(boolean returned) {
            boolean alone = mirror != null && mirror.begin(database);
            List<Map<String, Object>> rows = effect.run(parameters);
            if (mirror != null) {
                mirror.runs(database, sql, positional, parameters, new PostgresMirror.Rows(returned, rows));
            }
            if (mirror != null && alone) {
                mirror.end(false);
            }
            return rows;
        }

        @Override
        public StatementSpec param(@Nullable Object value) {
            positional.add(value);
            return this;
        }

        @Override
        public StatementSpec param(String name, @Nullable Object value) {
            parameters.put(name, value);
            return this;
        }

        @Override
        public int update() {
            return run(false).size();
        }

        @Override
        public <T> MappedQuerySpec<T> query(RowMapper<T> mapper) {
            List<T> mapped = new ArrayList<>();
            for (Map<String, Object> values : run(true)) {
                try {
                    mapped.add(mapper.mapRow(new Row(values).asResultSet(), mapped.size()));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Mapped<>(mapped);
        }

        @Override
        public StatementSpec withFetchSize(int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec withMaxRows(int rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec withQueryTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec param(int index, @Nullable Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec param(int index, @Nullable Object value, int type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec param(String name, @Nullable Object value, int type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec params(@Nullable Object... values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec params(List<?> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec params(Map<String, ?> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec paramSource(Object object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatementSpec paramSource(SqlParameterSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ResultQuerySpec query() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> MappedQuerySpec<T> query(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void query(RowCallbackHandler handler) {
            var _ = query((row, index) -> {
                handler.processRow(row);
                return index;
            });
        }

        @Override
        public <T> T query(ResultSetExtractor<T> extractor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int update(KeyHolder keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int update(KeyHolder keys, String... columns) {
            throw new UnsupportedOperationException();
        }
    }

    private record Mapped<T>(List<T> rows) implements MappedQuerySpec<T> {
        @Override
        public Stream<T> stream() {
            return rows.stream();
        }

        @Override
        public List<T> list() {
            return rows;
        }

        @Override
        public Optional<T> optional() {
            return rows.stream().findFirst();
        }
    }
}

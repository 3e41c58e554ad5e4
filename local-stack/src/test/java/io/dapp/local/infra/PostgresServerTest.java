package io.dapp.local.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    private static final int ROWS = 300;

    @TempDir
    private Path folder;

    @Test
    void whatWasCommittedSurvivesTheServersSuddenEnd() throws Exception {
        Path data = folder.resolve("data");
        int port = Ports.free();
        PostgresServer killed = PostgresServer.start(data, port, "secret", Map.of());
        try (Connection connection = killed.administer("postgres")) {
            execute(connection, "create table kept (id int)");
            for (int row = 1; row <= ROWS; row++) {
                execute(connection, "insert into kept values (" + row + ")");
            }
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
        }
        try (PostgresServer again = PostgresServer.start(data, port, "secret", Map.of());
                Connection connection = again.administer("postgres");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from kept")) {
            assertThat(count.next()).isTrue();
            assertThat(count.getInt(1)).isEqualTo(ROWS);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.dapp.system.bench;

import io.dapp.system.platform.PaymentPath;
import io.dapp.system.platform.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Where the time went: PostgreSQL's statements, and a flight recording of each service. */
final class Profile {
    private final PaymentPath path;
    private final Path folder;

    Profile(PaymentPath path, Path folder) {
        this.path = path;
        this.folder = folder;
    }

    /** Counts from now on. */
    void begin() throws SQLException {
        try (Connection connection = path.database();
                Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
            statement.execute("select pg_stat_statements_reset()");
        }
    }

    /** Of services that still run. */
    void write(List<ServiceProcess> services) throws IOException, SQLException, InterruptedException {
        Files.writeString(folder.resolve("statements.txt"), statements());
        for (ServiceProcess service : services) {
            record(service.name() + "-" + service.pid(), service.pid());
        }
    }

    private void record(String name, long pid) throws IOException, InterruptedException {
        Path recording = folder.resolve(name + ".jfr").toAbsolutePath();
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "JFR.dump",
                        "name=bench",
                        "filename=" + recording)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private String statements() throws SQLException {
        StringBuilder text = new StringBuilder("total ms | calls | rows | blocks dirtied | wal bytes | statement\n");
        try (Connection connection = path.database();
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("""
                    select round(total_exec_time::numeric, 0), calls, rows, shared_blks_dirtied, wal_bytes,
                           regexp_replace(query, '\\s+', ' ', 'g')
                      from pg_stat_statements order by total_exec_time desc limit 40""")) {
                while (rows.next()) {
                    for (int i = 1; i <= 6; i++) {
                        text.append(rows.getString(i)).append(i < 6 ? " | " : "\n");
                    }
                }
            }
        }
        return text.toString();
    }
}

package io.dapp.common.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationFailureTest {
    private static final Map<String, String> GOOD = Map.of(
            "SERVER_PORT", "0",
            "MANAGEMENT_SERVER_PORT", "0",
            "DAPP_LOG_FORMAT", "readable",
            "DAPP_SECURITY_ENABLED", "false",
            "SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:1/away",
            "DAPP_PROBE_SIGNING_KEY", "secret-key");

    private static StartedProcess startWith(String variable, String value) {
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put(variable, value);
        return StartedProcess.run(StartApplication.class, environment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DAPP_PROBE_SIGNING_KEY|''|dapp.probe.signing-key (DAPP_PROBE_SIGNING_KEY) must not be blank",
                "DAPP_PROBE_SIGNING_KEY|broken|dapp.probe.signing-key (DAPP_PROBE_SIGNING_KEY) is not a PEM key",
                "DAPP_PROBE_WORKERS|-1|dapp.probe.workers (DAPP_PROBE_WORKERS) must be greater than 0",
                "DAPP_PROBE_WORKERS|many|dapp.probe.workers (DAPP_PROBE_WORKERS) is not a valid int",
                "DAPP_PROBE_PATIENCE|long|dapp.probe.patience (DAPP_PROBE_PATIENCE) is not a valid duration",
                "SPRING_DATASOURCE_URL|''|spring.datasource.url (SPRING_DATASOURCE_URL) must be set",
            })
    void aWrongPropertyEndsTheStartWithOneLineThatNamesIt(String variable, String value, String message) {
        StartedProcess process = startWith(variable, value);

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.lines())
                .filteredOn(line -> line.contains("ERROR") || line.contains("WARN"))
                .singleElement()
                .asString()
                .endsWith("Cannot start: " + message);
        assertThat(process.lines()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
    }

    @Test
    void aWrongLogFormatIsNamedToo() {
        StartedProcess process = startWith("DAPP_LOG_FORMAT", "fancy");

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", process.lines()))
                .contains("dapp.log.format")
                .contains("must be json or readable");
    }

    @Test
    void migrateMigratesAsTheOwnerAndEnds() {
        TestDatabase database = TestPostgres.database("common");
        StartedProcess process = StartedProcess.run(
                StartApplication.class,
                Map.of(
                        "DAPP_LOG_FORMAT", "readable",
                        "DAPP_MIGRATION_URL", database.url(),
                        "DAPP_MIGRATION_USERNAME",
                                database.ownerCredentials("common").username(),
                        "DAPP_MIGRATION_PASSWORD",
                                database.ownerCredentials("common").password()),
                "migrate");

        assertThat(process.exitCode()).as(String.join("\n", process.lines())).isZero();
        assertThat(process.lines()).anyMatch(line -> line.contains("Schema common is up to date, 1 migrations run"));
        assertThat(process.lines()).noneMatch(line -> line.contains("WARN"));
    }

    @Test
    void migrateWithoutItsDatabaseNamesWhatIsMissing() {
        StartedProcess process =
                StartedProcess.run(StartApplication.class, Map.of("DAPP_LOG_FORMAT", "readable"), "migrate");

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", process.lines()))
                .contains("dapp.migration.url (DAPP_MIGRATION_URL) must not be blank");
    }
}

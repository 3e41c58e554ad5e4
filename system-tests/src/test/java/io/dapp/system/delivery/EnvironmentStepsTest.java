package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds a rollout: whether there are migrations, the snapshot before them, the smoke test, the CDN. */
@ExtendWith(NeedsPrograms.class)
class EnvironmentStepsTest {
    private static final String URL = "https://api.example.com";
    private final Stage stage = Stage.empty();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void migrationsBetweenWhatRunsAndWhatIsToRunAreFound() {
        String old = repository("transaction-service/src/main/resources/db/migration/V2__more.sql");
        deployed("{\"image\": {\"tag\": \"" + old + "\"}}");
        stage.run("pending-migrations.sh", "HEAD").succeeded();
        assertThat(stage.outputs()).containsEntry("migrations", "true");
    }

    @Test
    void aReleaseWithoutMigrationsIsToldApart() {
        String old = repository("docs/README.md");
        deployed("{\"image\": {\"tag\": \"" + old + "\"}}");
        stage.run("pending-migrations.sh", "HEAD").succeeded();
        assertThat(stage.outputs()).containsEntry("migrations", "false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"image\": {\"tag\": \"0123456789012345678901234567890123456789\"}}", "{}", "null"})
    void whereItCannotBeToldThereAreSome(String values) {
        repository("docs/README.md");
        deployed(values);
        stage.run("pending-migrations.sh", "HEAD").succeeded();
        assertThat(stage.outputs()).containsEntry("migrations", "true");
    }

    @Test
    void beforeTheFirstInstallThereAreSome() {
        repository("docs/README.md");
        stage.played("helm", "echo 'Error: release: not found' >&2; exit 1");
        stage.run("pending-migrations.sh", "HEAD").succeeded();
        assertThat(stage.outputs()).containsEntry("migrations", "true");
    }

    @Test
    void aSnapshotIsWaitedFor() {
        stage.played("aws", """
                case "$2" in
                  create-db-snapshot) echo before-1 ;;
                  *) if [ "$(times 'aws rds describe')" -lt 3 ]; then echo creating; else echo available; fi ;;
                esac""");
        stage.run("snapshot.sh", "dapp-prod", "before-1").succeeded();
        assertThat(stage.calls().getFirst())
                .contains("--db-instance-identifier dapp-prod --db-snapshot-identifier before-1");
        assertThat(stage.calls()).hasSize(4);
        assertThat(stage.outputs()).containsEntry("snapshot", "before-1");
    }

    @Test
    void aSnapshotThatNeverComesEndsTheDeployment() {
        stage.with("SNAPSHOT_LOOKS", "3").played("aws", "echo creating");
        assertThat(stage.run("snapshot.sh", "dapp-prod", "before-1").failed()).contains("is not there after 3 looks");
        assertThat(stage.calls()).hasSize(4);
        assertThat(stage.outputs()).isEmpty();
    }

    @Test
    void aSnapshotThatFailedOrWasNotMadeEndsTheDeployment() {
        stage.played("aws", "echo failed");
        assertThat(stage.run("snapshot.sh", "dapp-prod", "before-1").failed()).contains("is failed");
        stage.played("aws", "exit 254");
        stage.run("snapshot.sh", "dapp-prod", "before-1").failed();
        assertThat(stage.outputs()).isEmpty();
    }

    @Test
    void theSmokeTestAsksEachServiceBehindTheLoadBalancer() {
        stage.played("curl", curl("0"));
        assertThat(stage.run("smoke-test.sh", URL + "/").succeeded())
                .contains("ok: auth-service publishes its keys", "ok: notification-gateway answers");
        assertThat(stage.calls())
                .extracting(call -> call.substring(call.lastIndexOf(' ') + 1))
                .containsExactly(
                        URL + "/.well-known/jwks.json",
                        URL + "/api/user/profile",
                        URL + "/api/transactions",
                        URL + "/api/resources",
                        URL + "/api/notifications");
    }

    @Test
    void theSmokeTestLooksAgainWhereALoadBalancerIsLate() {
        stage.played("curl", curl("2"));
        stage.run("smoke-test.sh", URL).succeeded();
        assertThat(stage.calls()).hasSize(7);
    }

    @Test
    void theSmokeTestEndsWhereNothingComes() {
        stage.with("SMOKE_LOOKS", "3").played("curl", "echo 503");
        assertThat(stage.run("smoke-test.sh", URL).failed()).contains("publishes its keys: not so after 3 looks");
        assertThat(stage.calls()).hasSize(3);
    }

    @Test
    void aRefusalThatIsNotTheServicesOwnIsNoAnswer() {
        stage.with("SMOKE_LOOKS", "1").played("curl", """
                while [ $# -gt 1 ]; do if [ "$1" = --output ]; then body="$2"; fi; shift; done
                case "$1" in
                  */jwks.json) echo '{"keys": [{}]}' >"$body"; echo 200 ;;
                  *) echo '<html>401</html>' >"$body"; echo 401 ;;
                esac""");
        assertThat(stage.run("smoke-test.sh", URL).failed()).contains("auth-service answers: not so");
    }

    @Test
    void pagesAreAskedForAnewEverywhere() {
        stage.played("aws", """
                case "$2" in
                  create-invalidation) echo I1 ;;
                  *) if [ "$(times 'aws cloudfront get')" -lt 2 ]; then echo InProgress; else echo Completed; fi ;;
                esac""");
        stage.run("invalidate-cdn.sh", "E1", "/", "/index.html").succeeded();
        assertThat(stage.calls().getFirst()).contains("--distribution-id E1 --paths / /index.html");
        assertThat(stage.calls()).hasSize(3).last().asString().contains("--id I1");
    }

    @Test
    void anInvalidationThatNeverEndsIsTold() {
        stage.with("INVALIDATION_LOOKS", "2").played("aws", "echo InProgress");
        assertThat(stage.run("invalidate-cdn.sh", "E1", "/").failed()).contains("still InProgress after 2 looks");
        assertThat(stage.calls()).hasSize(3);
    }

    /** @param late how many of the first answers are a load balancer's without targets */
    private static String curl(String late) {
        return """
                if [ "$(times curl)" -le %s ]; then echo 503; exit; fi
                while [ $# -gt 1 ]; do if [ "$1" = --output ]; then body="$2"; fi; shift; done
                case "$1" in
                  */jwks.json) echo '{"keys": [{}]}' >"$body"; echo 200 ;;
                  *) echo '{"code": "unauthorized"}' >"$body"; echo 401 ;;
                esac""".formatted(late);
    }

    private void deployed(String values) {
        stage.file("values.json", values);
        stage.played("helm", "cat \"$STAGE/values.json\"");
    }

    /** Two commits, the second with this file; answers the first. */
    private String repository(String file) {
        stage.file("make.sh", """
                set -e
                git init -q .
                git() { command git -c user.name=t -c user.email=t@example.com -c commit.gpgsign=false "$@"; }
                git commit -q --allow-empty -m one
                git rev-parse HEAD >first
                mkdir -p "$(dirname "$1")" && touch "$1"
                git add "$1" && git commit -q -m two
                """);
        try {
            Process made = new ProcessBuilder("bash", "make.sh", file)
                    .directory(stage.folder().toFile())
                    .inheritIO()
                    .start();
            assertThat(made.waitFor()).isZero();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return stage.read("first").strip();
    }
}

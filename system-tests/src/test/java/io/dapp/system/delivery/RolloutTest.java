package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NeedsPrograms.class)
class RolloutTest {
    private static final String TAG = "c0ffee0123456789c0ffee0123456789c0ffee01";
    private static final String DIGEST = "sha256:" + "cd".repeat(32);
    private static final String DIGESTS =
            "{\"auth-service\":\"" + DIGEST + "\",\"tx-monitor-worker\":\"" + DIGEST + "\"}";
    private static final String HELM = """
            case "$1" in
              history) cat "$STAGE/history.json" ;;
              upgrade) exit "$(cat "$STAGE/upgrade")" ;;
              rollback) exit "$(cat "$STAGE/rollback")" ;;
            esac""";

    private final Stage stage = Stage.empty();

    @BeforeEach
    void begin() {
        stage.file("history.json", """
                [{"revision": 3, "status": "superseded"}, {"revision": 4, "status": "deployed"}]""");
        stage.file("upgrade", "0");
        stage.file("rollback", "0");
        stage.played("helm", HELM).played("kubectl", "");
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aReleaseIsUpgradedByDigestAndEachServiceIsLookedAt() {
        rollout().succeeded();
        assertThat(helm("upgrade").getFirst())
                .contains("--install dapp ")
                .contains("helm/dapp-platform -n dapp -f ")
                .contains("values-staging.yaml --set-string image.tag=" + TAG)
                .contains("--set-string services.auth-service.image.digest=" + DIGEST)
                .contains("--set-string services.tx-monitor-worker.image.digest=" + DIGEST)
                .endsWith("--wait --timeout 15m");
        assertThat(stage.calls())
                .filteredOn(call -> call.startsWith("kubectl"))
                .containsExactly(
                        "kubectl -n dapp rollout status deployment/auth-service --timeout=15m",
                        "kubectl -n dapp rollout status deployment/tx-monitor-worker --timeout=15m");
        assertThat(helm("rollback")).isEmpty();
        assertThat(stage.outputs()).containsEntry("previous", "4");
    }

    @Test
    void aDeploymentThatNeverGetsReadyIsRolledBackAndShown() {
        stage.played("kubectl", """
                case "$*" in
                  *"rollout status deployment/tx-monitor-worker"*) echo "timed out waiting for the condition" >&2; exit 1 ;;
                  *"get jobs -l"*) echo job.batch/migration-auth ;;
                  *logs*) echo "log of $4" ;;
                esac""");
        assertThat(rollout().failed())
                .contains("log of job.batch/migration-auth", "log of deployment/tx-monitor-worker")
                .contains("staging did not get ready with " + TAG + "; it is back at revision 4");
        assertThat(helm("rollback")).containsExactly("helm rollback dapp 4 -n dapp --wait --timeout 15m");
    }

    @Test
    void anUpgradeThatHelmGivesUpIsRolledBack() {
        stage.file("upgrade", "1");
        assertThat(rollout().failed()).contains("back at revision 4");
        assertThat(helm("rollback")).hasSize(1);
        assertThat(stage.calls()).noneMatch(call -> call.contains("rollout status"));
    }

    @Test
    void aRollbackThatFailsIsToldLoudly() {
        stage.file("upgrade", "1");
        stage.file("rollback", "1");
        assertThat(rollout().failed()).contains("ROLLBACK FAILED").doesNotContain("it is back");
    }

    @Test
    void aFirstInstallThatFailsHasNothingToGoBackTo() {
        stage.file("history.json", "[]");
        stage.file("upgrade", "1");
        assertThat(rollout().failed()).contains("there is no revision before it");
        assertThat(helm("rollback")).isEmpty();
        assertThat(stage.outputs()).containsEntry("previous", "");
    }

    @Test
    void theRevisionGoneBackToIsTheLastThatRanNotTheLastThatWasTried() {
        stage.file("history.json", """
                [{"revision": 4, "status": "deployed"}, {"revision": 5, "status": "failed"}]""");
        stage.file("upgrade", "1");
        rollout().failed();
        assertThat(helm("rollback").getFirst()).contains("dapp 4 ");
    }

    @Test
    void anUpgradeThatWasBrokenOffIsRolledBackFirst() {
        stage.file("history.json", """
                [{"revision": 4, "status": "deployed"}, {"revision": 5, "status": "pending-upgrade"}]""");
        rollout().succeeded();
        assertThat(stage.calls())
                .filteredOn(call -> call.startsWith("helm"))
                .extracting(call -> call.split(" ", 3)[1])
                .containsExactly("history", "rollback", "upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"auth-service\":\"latest\"}", "{\"auth-service\":null}"})
    void nothingIsRolledOutWithoutADigest(String digests) {
        stage.run("rollout.sh", "staging", TAG, digests).failed();
        assertThat(helm("upgrade")).isEmpty();
    }

    @Test
    void anEnvironmentWithoutValuesIsRefused() {
        assertThat(stage.run("rollout.sh", "moon", TAG, DIGESTS).failed()).contains("there is no environment moon");
        assertThat(stage.calls()).isEmpty();
    }

    @Test
    void aRollbackNeedsARevision() {
        stage.run("rollback.sh", "").failed();
        assertThat(stage.calls()).isEmpty();
    }

    private Stage.Outcome rollout() {
        return stage.run("rollout.sh", "staging", TAG, DIGESTS);
    }

    private List<String> helm(String command) {
        return stage.calls().stream()
                .filter(call -> call.startsWith("helm " + command))
                .toList();
    }
}

package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code helm/run-command.sh}, given the worker's Deployment as the chart renders it. */
@ExtendWith(NeedsPrograms.class)
class RunCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final Stage stage = Stage.empty();

    @BeforeEach
    void begin() {
        Object deployment = StreamSupport.stream(
                        new Yaml()
                                .loadAll(
                                        Repository.read(Repository.ROOT.resolve("helm/dapp-platform/golden/prod.yaml")))
                                .spliterator(),
                        false)
                .filter(object -> Workflow.map(object).get("kind") instanceof String kind
                        && kind.equals("Deployment")
                        && "tx-monitor-worker"
                                .equals(Workflow.map(Workflow.map(object).get("metadata"))
                                        .get("name")))
                .findFirst()
                .orElseThrow();
        stage.file("deployment.json", JSON.writeValueAsString(deployment));
        stage.file("code", "1");
        stage.played("kubectl", """
                case "$*" in
                  *"get deployment tx-monitor-worker"*) cat "$STAGE/deployment.json" ;;
                  *create*) cat >"$STAGE/job.json"; echo job.batch/tx-monitor-worker-audit-x7 ;;
                  *logs*) echo "nonces: 2" ;;
                  *"get pods -l batch.kubernetes.io/job-name=tx-monitor-worker-audit-x7"*) cat "$STAGE/code" ;;
                esac""");
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aCommandRunsInAPodLikeTheServicesAndEndsAsItEnded() {
        Stage.Outcome outcome = run("resume-chain", "1", "--reason", "nodes repaired");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.printed()).contains("nonces: 2");

        JsonNode job = JSON.readTree(stage.read("job.json"));
        JsonNode deployment = JSON.readTree(stage.read("deployment.json"));
        JsonNode pod = job.at("/spec/template");
        assertThat(job.at("/kind").asString()).isEqualTo("Job");
        assertThat(job.at("/spec/backoffLimit").asInt(-1)).isZero();
        assertThat(pod.at("/metadata/labels")).isEqualTo(deployment.at("/spec/template/metadata/labels"));
        assertThat(pod.at("/spec/restartPolicy").asString()).isEqualTo("Never");
        assertThat(JSON.convertValue(pod.at("/spec/containers/0/args"), String[].class))
                .containsExactly("resume-chain", "1", "--reason", "nodes repaired");
        for (String same : new String[] {"image", "env", "envFrom", "securityContext", "volumeMounts", "resources"}) {
            assertThat(pod.at("/spec/containers/0/" + same).toString())
                    .isNotEmpty()
                    .isEqualTo(deployment
                            .at("/spec/template/spec/containers/0/" + same)
                            .toString());
        }
        // Without a port of that name no Service sends it requests; without probes nothing ends it.
        for (String other : List.of("ports", "startupProbe", "livenessProbe", "readinessProbe", "lifecycle")) {
            assertThat(pod.at("/spec/containers/0").has(other)).as(other).isFalse();
        }
    }

    @Test
    void aJobThatHasEndedGoes() {
        stage.file("code", "0");
        run("audit").succeeded();
        assertThat(stage.calls().getLast()).contains("delete job.batch/tx-monitor-worker-audit-x7");
    }

    @Test
    void anEndThatIsNeverToldIsNotTakenForSuccess() {
        stage.file("code", "");
        stage.with("COMMAND_LOOKS", "3");
        Stage.Outcome outcome = run("audit");
        assertThat(outcome.exitCode()).isEqualTo(70);
        assertThat(stage.calls()).filteredOn(call -> call.contains("get pods")).hasSize(3);
    }

    private Stage.Outcome run(String... command) {
        String[] arguments = new String[command.length + 1];
        arguments[0] = "tx-monitor-worker";
        System.arraycopy(command, 0, arguments, 1, command.length);
        return stage.run(Repository.ROOT.resolve("helm/run-command.sh").toString(), arguments);
    }
}

package io.dapp.system.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class WorkflowsTest {
    private static final Pattern SCRIPT = Pattern.compile("([a-z-]+\\.(?:sh|jq))\\b");
    private static final String SOUND = """
            on: {pull_request: {}}
            permissions: {}
            jobs:
              build:
                runs-on: ubuntu-24.04
                timeout-minutes: 5
                permissions:
                  contents: read
                steps:
                  - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
                    with:
                      persist-credentials: false
                  - run: ./dapp test
            """;

    static List<Path> workflows() {
        return Repository.workflows();
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void aWorkflowKeepsTheRules(Path file) {
        assertThat(Workflow.of(file).faults()).as(file.toString()).isEmpty();
    }

    @Test
    void theRulesLetASoundWorkflowPass() {
        assertThat(Workflow.of("sound", SOUND).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    @de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2 | @v6 | is not pinned
                    @de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2 | @de0fac2e4500dabe0009e67214ff5f5447ce83dd | is not pinned
                    @de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2 | @de0fac2e45 # v6.0.2 | is not pinned
                    on: {pull_request: {}} | on: {pull_request_target: {}} | nobody has merged
                    permissions: {} | permissions: read-all | to all of its jobs
                    timeout-minutes: 5 | name: five | no timeout-minutes
                    contents: read | contents: write | runs code of dependencies with [contents]
                    contents: read | id-token: write | runs code of dependencies with [id-token]
                    permissions:\\n | env:\\n | does not say its permissions
                    persist-credentials: false | persist-credentials: true | leaves its token
                    ./dapp test | echo ${{ github.event.pull_request.title }} | an expression into a script
                    """)
    void aRuleFindsWhatBreaksIt(String sound, String broken, String fault) {
        String text = SOUND.replace(sound.replace("\\n", "\n"), broken.replace("\\n", "\n"));
        assertThat(text).isNotEqualTo(SOUND);
        assertThat(Workflow.of("broken", text).faults())
                .singleElement()
                .asString()
                .contains(fault);
    }

    @Test
    void theRequiredCheckAndTheMessageWaitForAllOthers() {
        Workflow ci = Workflow.of(Repository.WORKFLOWS.resolve("ci.yml"));
        Set<String> others = names(ci);
        others.removeAll(Set.of("required", "notify"));
        assertThat(Workflow.names(ci.job("required").get("needs"))).containsExactlyInAnyOrderElementsOf(others);
        assertThat(ci.job("required").get("if")).isEqualTo("always()");
        assertThat(Workflow.names(ci.job("notify").get("needs"))).containsExactlyInAnyOrderElementsOf(others);

        Workflow deploy = Workflow.of(Repository.WORKFLOWS.resolve("deploy.yml"));
        Set<String> steps = names(deploy);
        steps.remove("notify");
        assertThat(Workflow.names(deploy.job("notify").get("needs"))).containsExactlyInAnyOrderElementsOf(steps);
    }

    @Test
    void nothingIsDeployedBeforeItIsTestedScannedPushedScannedAgainAndSigned() {
        Workflow deploy = Workflow.of(Repository.WORKFLOWS.resolve("deploy.yml"));
        assertThat(before(deploy, "build")).containsExactly("test");
        assertThat(before(deploy, "push")).containsExactly("build", "image-scan", "test");
        assertThat(before(deploy, "sign")).containsExactly("build", "image-scan", "push", "scan-gate", "test");
        assertThat(before(deploy, "dev")).contains("sign", "scan-gate");
        assertThat(before(deploy, "staging")).contains("dev", "sign");
        assertThat(before(deploy, "prod")).contains("staging", "dev", "sign");
    }

    @Test
    void anEnvironmentIsDeployedInThisOrder() {
        String text = Repository.read(Repository.WORKFLOWS.resolve("deploy-environment.yml"));
        assertThat(text)
                .containsSubsequence(
                        "verify-image.sh",
                        "pending-migrations.sh",
                        "snapshot.sh",
                        "rollout.sh",
                        "helm test dapp",
                        "smoke-test.sh",
                        "rollback.sh",
                        "invalidate-cdn.sh");
    }

    @Test
    void everyMatrixOfServicesIsOfAllThatTheChartDeploys() {
        Map<?, ?> values = Workflow.map(
                new Yaml().load(Repository.read(Repository.ROOT.resolve("helm/dapp-platform/values.yaml"))));
        List<String> deployed =
                Workflow.names(List.copyOf(Workflow.map(values.get("services")).keySet()));
        List<List<String>> matrices = Repository.workflows().stream()
                .flatMap(file -> Workflow.of(file).jobs().values().stream())
                .map(job -> Workflow.map(
                        Workflow.map(Workflow.map(job).get("strategy")).get("matrix")))
                .filter(matrix -> matrix.containsKey("service"))
                .map(matrix -> Workflow.names(matrix.get("service")))
                .toList();
        assertThat(matrices)
                .hasSizeGreaterThan(2)
                .allSatisfy(services -> assertThat(services).containsExactlyInAnyOrderElementsOf(deployed));
    }

    @Test
    void everyScriptIsThereAndUsed() {
        Set<String> there = Stream.concat(
                        Repository.scripts().stream(), Stream.of(Repository.SCRIPTS.resolve("ecr-sarif.jq")))
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = Stream.concat(Repository.workflows().stream(), Repository.scripts().stream())
                .flatMap(file -> Repository.read(file).lines().filter(line -> !line.startsWith("#")))
                .flatMap(line -> SCRIPT.matcher(line).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).isEqualTo(there);
        assertThat(Repository.scripts())
                .filteredOn(file -> !file.endsWith("common.sh"))
                .allMatch(Files::isExecutable);
    }

    @Test
    void everySettingThatAWorkflowAsksForIsDescribed() {
        String document = Repository.read(Repository.ROOT.resolve("docs/delivery.md"));
        Set<String> asked = Repository.workflows().stream()
                .flatMap(file -> Pattern.compile("(?:vars|secrets)\\.([A-Z_]+)")
                        .matcher(Repository.read(file))
                        .results()
                        .map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).isNotEmpty().allMatch(name -> document.contains("`" + name + "`"));
    }

    @Test
    void actionlintFindsNothing() throws IOException, InterruptedException {
        checked("actionlint", List.of("-color=false"), List.of());
    }

    @Test
    void shellcheckFindsNothing() throws IOException, InterruptedException {
        checked(
                "shellcheck",
                List.of("-x", "--source-path=" + Repository.ROOT),
                Repository.scripts().stream().map(Path::toString).toList());
    }

    private static void checked(String program, List<String> options, List<String> files)
            throws IOException, InterruptedException {
        Optional<Path> found = Repository.program(program);
        if (found.isEmpty()) {
            System.out.println(program + " is not on the PATH: not run");
            return;
        }
        List<String> command = new ArrayList<>(List.of(found.get().toString()));
        command.addAll(options);
        command.addAll(files);
        Process process = new ProcessBuilder(command)
                .directory(Repository.ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        System.out.println(program + ": clean");
    }

    private static Set<String> names(Workflow workflow) {
        return workflow.jobs().keySet().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** All jobs that have to succeed before this one. */
    private static Set<String> before(Workflow workflow, String job) {
        Set<String> before = new TreeSet<>();
        for (String name : Workflow.names(workflow.job(job).get("needs"))) {
            before.add(name);
            before.addAll(before(workflow, name));
        }
        return before;
    }
}

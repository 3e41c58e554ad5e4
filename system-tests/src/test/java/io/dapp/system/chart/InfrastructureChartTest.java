package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import io.dapp.local.stack.ClusterSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** What stands in for PostgreSQL, Redis, Kafka, a node and the load balancer in a cluster on one machine. */
class InfrastructureChartTest {
    private static final HelmChart CHART = HelmChart.of("dapp-local-infrastructure", "dapp-infra");
    static final Path GOLDEN = CHART.folder().resolve("golden").resolve("local.yaml");

    private final Manifests infrastructure = Manifests.of(CHART.yaml(Chart.TAG));
    private final Manifests platform = Chart.render(Target.LOCAL);

    @Test
    void itRendersToWhatIsKept() throws IOException {
        String rendered = CHART.yaml(Chart.TAG);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, rendered);
        }
        assertThat(rendered)
                .as("%s; -Dgolden.write=true writes it anew", GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void itIsLinted() {
        LintResult lint = CHART.lint(Chart.TAG);
        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    /** The platform's rules, but those about migrations, load balancers and pods that may be disturbed. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "PODS_ARE_RESTRICTED",
                "CONTAINERS_HAVE_REQUESTS_AND_A_MEMORY_LIMIT",
                "SERVICES_ARE_PROBED_ON_THE_MANAGEMENT_PORT",
                "IMAGES_SAY_WHICH",
                "SECRETS_ARE_NAMED_ONLY",
                "NO_POD_HOLDS_ANOTHERS_SECRET",
                "EVERY_POD_IS_DENIED_FIRST",
                "NO_POLICY_IS_OPEN",
                "ONE_THING_SETS_THE_NUMBER_OF_REPLICAS",
                "NAMES_ARE_WHAT_KUBECTL_IS_TOLD",
                "PODS_DO_NOT_CHANGE_WITH_THE_CHARTS_VERSION"
            })
    void aRuleOfThePlatformHolds(ChartRule rule) {
        assertThat(infrastructure.pods()).hasSize(5);
        assertThat(rule.brokenBy(infrastructure)).isEmpty();
    }

    /** Both sides of a path are opened, by the same names. */
    @ParameterizedTest
    @CsvSource({"postgresql, 5432", "redis, 6379", "kafka, 9092", "node, 8545"})
    void thoseWhoMayGoSomewhereMayComeIn(String part, int port) {
        Set<String> going = platform.ofKind("NetworkPolicy")
                .filter(policy -> policy.at("spec", "egress").items().stream()
                        .flatMap(rule -> rule.at("to").items().stream())
                        .anyMatch(peer -> peer.at("podSelector", "matchLabels", "app.kubernetes.io/name")
                                .is(part)))
                .map(Manifests::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Node policy = infrastructure.one("NetworkPolicy", part);
        Set<String> coming = policy.at("spec", "ingress").items().stream()
                .flatMap(rule -> rule.at("from").items().stream())
                .filter(peer -> peer.at("namespaceSelector").present())
                .map(peer -> peer.at("podSelector", "matchLabels"))
                .map(labels -> labels.at("app.kubernetes.io/name").text()
                        + labels.at("app.kubernetes.io/component").text())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(going).isNotEmpty().isEqualTo(coming);
        assertThat(policy.at("spec", "egress").present()).isFalse();
        assertThat(infrastructure.one("Service", part).at("spec", "ports").items())
                .singleElement()
                .satisfies(served -> assertThat(served.at("port").number()).isEqualTo(port));
    }

    @Test
    void noPodMayCallTheEdge() {
        Node policy = infrastructure.one("NetworkPolicy", "edge");
        assertThat(policy.at("spec", "ingress").present()).isFalse();
        assertThat(infrastructure.has("Service", "edge")).isFalse();
    }

    @Test
    void thePlatformIsToldTheNamesOfTheServices() {
        Set<String> told = Pattern.compile("([a-z]+)\\.dapp-infra\\.svc\\.cluster\\.local:([0-9]+)")
                .matcher(Chart.yaml(Target.LOCAL))
                .results()
                .map(found -> found.group(1) + ":" + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(Set.of("postgresql:5432", "kafka:9092", "node:8545"));
        assertThat(platform.one("ConfigMap", "auth-service")
                        .at("data", "SPRING_DATA_REDIS_HOST")
                        .text())
                .isEqualTo("redis.dapp-infra.svc.cluster.local");
        assertThat(told)
                .allSatisfy(address -> assertThat(infrastructure.has("Service", address.split(":", 2)[0]))
                        .isTrue());
    }

    @Test
    void secretsHaveWhatPodsTakeOutOfThemAndNoMore(@TempDir Path folder) {
        String made = new ClusterSecrets(folder).manifests("dapp", "dapp-infra");
        Map<String, Set<String>> kept = new Node(new Yaml().load(made))
                .at("items").items().stream()
                        .collect(Collectors.toMap(
                                secret -> secret.at("metadata", "namespace").text() + "/" + Manifests.name(secret),
                                secret -> secret.at("stringData").keys()));
        Map<String, Set<String>> taken = new TreeMap<>();
        taken(taken, "dapp", platform);
        taken(taken, "dapp-infra", infrastructure);
        assertThat(kept).isEqualTo(taken);
        assertThat(new ClusterSecrets(folder).manifests("dapp", "dapp-infra")).isEqualTo(made);
    }

    private static void taken(Map<String, Set<String>> taken, String namespace, Manifests manifests) {
        manifests
                .pods()
                .flatMap(pod -> pod.containers().stream())
                .flatMap(container -> container.at("env").items().stream())
                .map(variable -> variable.at("valueFrom", "secretKeyRef"))
                .filter(Node::present)
                .forEach(reference -> taken.computeIfAbsent(
                                namespace + "/" + reference.at("name").text(), name -> new TreeSet<>())
                        .add(reference.at("key").text()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{unknown: 1}                                   | unknown",
                "{parts: {sixth: {}}}                           | sixth",
                "{parts: {redis: {resources: {limits: {memory: null}}}}} | memory",
                "{pod: {uid: 0}}                                | uid",
                "{image: {tag: latest}}                         | tag",
                "{networkPolicy: {dns: []}}                     | dns",
                "{platform: {namespace: ''}}                    | namespace"
            })
    void theSchemaRefusesWhatItDoesNotKnow(String values, String named) {
        assertThat(CHART.refusal(Chart.TAG, values))
                .contains("schema")
                .containsPattern(Pattern.compile("\\b" + Pattern.quote(named) + "\\b"));
    }

    @Test
    void everyObjectOfTheSchemaIsClosed() throws IOException {
        assertThat(ChartSchemaTest.open(CHART)).containsExactly("/properties/global");
    }
}

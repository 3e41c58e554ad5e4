package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.chart.Manifests.Pod;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartRulesTest {
    private static final Set<String> OF_OTHERS =
            Set.of("monitoring.coreos.com/v1", "keda.sh/v1alpha1", "external-secrets.io/v1");

    /** A rule, and what somebody could do to production's manifests to break it. */
    record Breach(ChartRule rule, String what, Consumer<Manifests> done) {
        @Override
        public String toString() {
            return rule + " when " + what;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleHoldsInEveryEnvironment(Target target) {
        Manifests manifests = Chart.render(target);
        assertThat(manifests.pods()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(broken(manifests)).isEmpty();
    }

    @Test
    void everyRuleHoldsWithSecretsMadeOfValuesToo() {
        Manifests manifests = Chart.render(Target.LOCAL, TestSecrets.VALUES);
        assertThat(manifests.ofKind("Secret")).hasSize(9);
        assertThat(broken(manifests)).isEmpty();
    }

    @Test
    void aSecretsValueIsInItsSecretAndNowhereElse() {
        String yaml = Chart.yaml(Target.LOCAL, TestSecrets.VALUES);
        assertThat(yaml).doesNotContain(TestSecrets.MARK);
        Map<String, Set<String>> keys = Manifests.of(yaml)
                .ofKind("Secret")
                .collect(Collectors.toMap(
                        Manifests::name, secret -> secret.at("data").keys()));
        assertThat(keys.get("auth-service"))
                .containsExactlyInAnyOrder(
                        "SPRING_DATASOURCE_PASSWORD", "DAPP_AUTH_SIGNING_KEY", "DAPP_AUTH_REFRESH_KEY");
        assertThat(keys.get("transaction-service"))
                .containsExactlyInAnyOrder("SPRING_DATASOURCE_PASSWORD", "DAPP_SIGNING_MASTERKEY");
        assertThat(keys.get("tx-monitor-worker")).isEqualTo(keys.get("transaction-service"));
        assertThat(keys.get("resource-service")).containsExactly("SPRING_DATASOURCE_PASSWORD");
        assertThat(keys.get("notification-gateway")).containsExactly("SPRING_DATASOURCE_PASSWORD");
        assertThat(keys.get("migration-auth")).containsExactly("DAPP_MIGRATION_PASSWORD");
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void aRuleFindsWhatBreaksIt(Breach breach) {
        Manifests manifests = Chart.render(Target.PROD);
        breach.done().accept(manifests);
        assertThat(breach.rule().brokenBy(manifests)).isNotEmpty();
    }

    @Test
    void noRuleIsWithoutABreach() {
        assertThat(breaches().map(Breach::rule).collect(Collectors.toSet())).isEqualTo(EnumSet.allOf(ChartRule.class));
    }

    @Test
    void kindsThatNoClusterHereKnowsAreRenderedOnly() {
        List<String> rendered = Chart.render(Target.PROD).all().stream()
                .filter(object -> OF_OTHERS.contains(object.at("apiVersion").text()))
                .map(object -> object.at("kind").text())
                .distinct()
                .sorted()
                .toList();
        assertThat(rendered).containsExactly("ExternalSecret", "PrometheusRule", "ScaledObject", "ServiceMonitor");
        System.out.println("Rendered and looked at by form only, as no cluster here knows them: "
                + String.join(", ", rendered) + " and the Ingress' alb annotations");
    }

    private static Map<ChartRule, List<String>> broken(Manifests manifests) {
        return EnumSet.allOf(ChartRule.class).stream()
                .filter(rule -> !rule.brokenBy(manifests).isEmpty())
                .collect(Collectors.toMap(rule -> rule, rule -> rule.brokenBy(manifests)));
    }

    private static Stream<Breach> breaches() {
        return Stream.of(podBreaches(), secretBreaches(), objectBreaches(), migrationBreaches())
                .flatMap(breaches -> breaches);
    }

    private static Stream<Breach> podBreaches() {
        return Stream.of(
                hardening("it runs as root", security -> security.put("runAsUser", 0)),
                hardening("it may run as root", security -> security.remove("runAsNonRoot")),
                hardening("its root is writable", security -> security.put("readOnlyRootFilesystem", false)),
                hardening("it may gain privileges", security -> security.remove("allowPrivilegeEscalation")),
                hardening("it keeps capabilities", security -> security.remove("capabilities")),
                hardening("it has no seccomp profile", security -> security.remove("seccompProfile")),
                breach(
                        ChartRule.PODS_ARE_RESTRICTED,
                        "a Job is given a token",
                        all -> all.pod("Job", "migration-auth").spec().map().remove("automountServiceAccountToken")),
                breach(
                        ChartRule.CONTAINERS_HAVE_REQUESTS_AND_A_MEMORY_LIMIT,
                        "there is no limit",
                        all -> auth(all).at("resources").map().remove("limits")),
                breach(
                        ChartRule.SERVICES_ARE_PROBED_ON_THE_MANAGEMENT_PORT,
                        "the API's port is probed",
                        all -> auth(all).at("readinessProbe", "httpGet").map().put("port", "http")),
                breach(
                        ChartRule.IMAGES_SAY_WHICH,
                        "a tag moves",
                        all -> auth(all).map().put("image", "registry:5000/auth-service:latest")),
                breach(
                        ChartRule.IMAGES_SAY_WHICH,
                        "there is no tag",
                        all -> auth(all).map().put("image", "registry:5000/auth-service")),
                breach(
                        ChartRule.PODS_HAVE_TIME_TO_STOP,
                        "a pod is killed while it drains",
                        all -> all.pod("Deployment", "auth-service")
                                .spec()
                                .map()
                                .put("terminationGracePeriodSeconds", 29)),
                breach(
                        ChartRule.PODS_HAVE_TIME_TO_STOP,
                        "a pod stops while it is called",
                        all -> auth(all).map().remove("lifecycle")),
                breach(
                        ChartRule.NAMES_ARE_WHAT_KUBECTL_IS_TOLD,
                        "the container is called otherwise",
                        all -> auth(all).map().put("name", "app")),
                breach(
                        ChartRule.PODS_DO_NOT_CHANGE_WITH_THE_CHARTS_VERSION,
                        "pods carry the chart's version",
                        all -> all.pod("Deployment", "auth-service")
                                .labels()
                                .map()
                                .put("helm.sh/chart", "dapp-platform-0.1.0")));
    }

    private static Stream<Breach> secretBreaches() {
        return Stream.of(
                breach(
                        ChartRule.SECRETS_ARE_NAMED_ONLY,
                        "a key is among the settings",
                        all -> all.one("ConfigMap", "auth-service")
                                .at("data")
                                .map()
                                .put("DAPP_AUTH_SIGNING_KEY", "x")),
                breach(
                        ChartRule.SECRETS_ARE_NAMED_ONLY,
                        "a password is in a variable",
                        all -> auth(all)
                                .at("env")
                                .list()
                                .add(Map.of("name", "SPRING_DATASOURCE_PASSWORD", "value", "x"))),
                breach(
                        ChartRule.NO_POD_HOLDS_ANOTHERS_SECRET,
                        "a service reads another's",
                        all -> auth(all)
                                .at("env")
                                .items()
                                .getFirst()
                                .at("valueFrom", "secretKeyRef")
                                .map()
                                .put("name", "transaction-service")),
                breach(
                        ChartRule.NO_POD_HOLDS_ANOTHERS_SECRET,
                        "a service takes all of a Secret",
                        all -> auth(all).at("envFrom").list().add(Map.of("secretRef", Map.of("name", "auth-service")))),
                breach(
                        ChartRule.NO_POD_HOLDS_ANOTHERS_SECRET,
                        "a service knows the schema's owner",
                        all -> auth(all)
                                .at("env")
                                .list()
                                .add(Map.of("name", "DAPP_MIGRATION_USERNAME", "value", "auth_owner"))));
    }

    private static Stream<Breach> objectBreaches() {
        return Stream.of(
                breach(
                        ChartRule.EACH_DEPLOYMENT_HAS_ONE_DISRUPTION_BUDGET,
                        "two select it",
                        all -> all.one("PodDisruptionBudget", "resource-service")
                                .at("spec", "selector", "matchLabels")
                                .map()
                                .put("app.kubernetes.io/name", "auth-service")),
                breach(
                        ChartRule.EACH_DEPLOYMENT_HAS_ONE_DISRUPTION_BUDGET,
                        "it says both",
                        all -> all.one("PodDisruptionBudget", "auth-service")
                                .at("spec")
                                .map()
                                .put("minAvailable", 1)),
                breach(
                        ChartRule.EVERY_POD_IS_DENIED_FIRST,
                        "default-deny leaves pods out",
                        all -> all.one("NetworkPolicy", "default-deny")
                                .at("spec", "podSelector", "matchLabels")
                                .map()
                                .put("app.kubernetes.io/component", "service")),
                breach(
                        ChartRule.EVERY_POD_IS_DENIED_FIRST,
                        "default-deny is about ingress only",
                        all -> all.one("NetworkPolicy", "default-deny")
                                .at("spec")
                                .map()
                                .put("policyTypes", List.of("Ingress"))),
                breach(
                        ChartRule.NO_POLICY_IS_OPEN,
                        "a rule has no peer",
                        all -> firstEgress(all).put("to", List.of())),
                breach(
                        ChartRule.NO_POLICY_IS_OPEN,
                        "a rule has no port",
                        all -> firstEgress(all).remove("ports")),
                breach(
                        ChartRule.ONE_THING_SETS_THE_NUMBER_OF_REPLICAS,
                        "it is set beside an autoscaler",
                        all -> all.one("Deployment", "tx-monitor-worker")
                                .at("spec")
                                .map()
                                .put("replicas", 2)),
                breach(
                        ChartRule.THE_EDGE_REACHES_THE_API_ONLY,
                        "a path leads to the management port",
                        all -> all.one("Ingress", "edge")
                                .at("spec", "rules")
                                .items()
                                .getFirst()
                                .at("http", "paths")
                                .items()
                                .getFirst()
                                .at("backend", "service", "port")
                                .map()
                                .put("name", "management")));
    }

    private static Stream<Breach> migrationBreaches() {
        return Stream.of(
                breach(
                        ChartRule.MIGRATIONS_COME_BEFORE,
                        "one is no hook",
                        all -> annotations(all, "Job", "migration-auth").remove("helm.sh/hook")),
                breach(
                        ChartRule.MIGRATIONS_COME_BEFORE,
                        "one that failed is deleted",
                        all -> annotations(all, "Job", "migration-auth")
                                .put("helm.sh/hook-delete-policy", "before-hook-creation,hook-failed")),
                breach(
                        ChartRule.MIGRATIONS_COME_BEFORE,
                        "its Secret comes with it",
                        all -> annotations(all, "ExternalSecret", "migration-auth")
                                .put("helm.sh/hook-weight", "0")),
                breach(
                        ChartRule.MIGRATIONS_COME_BEFORE,
                        "its network comes after it",
                        all -> annotations(all, "NetworkPolicy", "migration").remove("helm.sh/hook")));
    }

    private static Breach hardening(String what, Consumer<Map<String, Object>> done) {
        return breach(
                ChartRule.PODS_ARE_RESTRICTED,
                what,
                all -> done.accept(auth(all).at("securityContext").map()));
    }

    private static Breach breach(ChartRule rule, String what, Consumer<Manifests> done) {
        return new Breach(rule, what, done);
    }

    private static Node auth(Manifests manifests) {
        Pod pod = manifests.pod("Deployment", "auth-service");
        return pod.container();
    }

    private static Map<String, Object> annotations(Manifests manifests, String kind, String name) {
        return Manifests.annotations(manifests.one(kind, name)).map();
    }

    private static Map<String, Object> firstEgress(Manifests manifests) {
        return manifests
                .one("NetworkPolicy", "auth-service")
                .at("spec", "egress")
                .items()
                .getFirst()
                .map();
    }
}

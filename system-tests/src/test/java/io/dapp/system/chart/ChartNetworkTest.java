package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reaches whom, where everything is a pod. */
class ChartNetworkTest {
    private final Manifests manifests = Chart.render(Target.LOCAL);

    @ParameterizedTest
    @CsvSource({
        "auth-service,         dns kafka postgresql redis",
        "transaction-service,  auth-service dns kafka node postgresql redis",
        "resource-service,     auth-service dns kafka postgresql redis",
        "notification-gateway, auth-service dns kafka postgresql redis",
        "tx-monitor-worker,    dns kafka node postgresql",
        "migration,            dns postgresql"
    })
    void aServiceReachesWhatItNeeds(String policy, String reached) {
        assertThat(peers(policy, "egress", "to")).isEqualTo(Set.of(reached.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "auth-service,         edge notification-gateway resource-service test transaction-service",
        "transaction-service,  edge test",
        "resource-service,     edge test",
        "notification-gateway, edge test",
        "tx-monitor-worker,    ''"
    })
    void theApiIsReachedByThoseWhoCallIt(String policy, String callers) {
        Set<String> expected = callers.isEmpty() ? Set.of() : Set.of(callers.split(" "));
        assertThat(callersAt(policy, "http")).isEqualTo(expected);
        assertThat(callersAt(policy, "management")).containsExactly("test");
    }

    @Test
    void metricsAreForTheMonitoringAndHealthForTheLoadBalancer() {
        Manifests production = Chart.render(Target.PROD);
        String worker = management(production, "tx-monitor-worker");
        assertThat(worker).contains("monitoring").doesNotContain("ipBlock");
        assertThat(management(production, "auth-service"))
                .contains("monitoring")
                .contains("10.30.0.0/24");
    }

    private static String management(Manifests all, String policy) {
        return all.one("NetworkPolicy", policy).at("spec", "ingress").items().stream()
                .filter(rule -> opens(rule, "management"))
                .map(rule -> rule.at("from").text())
                .collect(Collectors.joining());
    }

    private Set<String> callersAt(String policy, String port) {
        return rules(policy, "ingress")
                .filter(rule -> opens(rule, port))
                .flatMap(rule -> rule.at("from").items().stream())
                .map(ChartNetworkTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean opens(Node rule, String port) {
        return rule.at("ports").items().stream()
                .anyMatch(each -> each.at("port").is(port));
    }

    private Set<String> peers(String policy, String direction, String side) {
        return rules(policy, direction)
                .flatMap(rule -> rule.at(side).items().stream())
                .map(ChartNetworkTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Node> rules(String policy, String direction) {
        return manifests.one("NetworkPolicy", policy).at("spec", direction).items().stream();
    }

    private static String named(Node peer) {
        Node labels = peer.at("podSelector", "matchLabels");
        return Stream.of(labels.at("app.kubernetes.io/name"), labels.at("app.kubernetes.io/component"))
                .filter(Node::present)
                .map(Node::text)
                .findFirst()
                .orElse(labels.at("k8s-app").is("kube-dns") ? "dns" : labels.text());
    }
}

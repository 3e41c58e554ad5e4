package io.dapp.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code ./dapp cluster test} runs in the cluster of KUBECONFIG once the platform is up; named so that no build does. */
@Tag("cluster")
class ClusterRun {
    private static final int SEEN_AFTERWARDS = 200;

    static Stream<String> services() {
        return Cluster.SERVICES.stream();
    }

    @AfterEach
    void isAsItWas() {
        services().forEach(Cluster::settled);
    }

    @ParameterizedTest
    @MethodSource("services")
    void aRollingUpdateFailsNoRequest(String service) throws Exception {
        List<String> before = Cluster.pods(service);
        try (EdgeForward edge = EdgeForward.open();
                SteadyLoad load = SteadyLoad.on(edge.url())) {
            Cluster.kubectl("rollout", "restart", "deployment/" + service).succeeded();
            Cluster.rolledOut(service);
            // The old ones are given their time to stop, under load too.
            for (String pod : before) {
                Cluster.kubectl("wait", "--for=delete", pod, "--timeout=120s").succeeded();
            }
            load.goesOnFor(SEEN_AFTERWARDS);
            show("rolling update of " + service, load);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Cluster.pods(service)).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @ParameterizedTest
    @MethodSource("services")
    void aPodThatIsDeletedFailsNoRequestAndComesBack(String service) throws Exception {
        String pod = Cluster.pods(service).getFirst();
        try (EdgeForward edge = EdgeForward.open();
                SteadyLoad load = SteadyLoad.on(edge.url())) {
            Cluster.kubectl("delete", pod, "--wait=true").succeeded();
            Cluster.rolledOut(service);
            load.goesOnFor(SEEN_AFTERWARDS);
            show("deleted pod of " + service, load);
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Labels of the pod, in whose namespace, to where: each once with what opens the path and once without. */
    @ParameterizedTest
    @CsvSource({
        "dapp,    test,      http://auth-service.dapp.svc.cluster.local:9090/ready,                 OPEN",
        "dapp,    other,     http://auth-service.dapp.svc.cluster.local:9090/ready,                 CUT",
        "default, test,      http://auth-service.dapp.svc.cluster.local:8080/.well-known/jwks.json, CUT",
        "dapp,    migration, http://postgresql.dapp-infra.svc.cluster.local:5432/,                  OPEN",
        "dapp,    migration, http://redis.dapp-infra.svc.cluster.local:6379/,                       CUT",
        "default, migration, http://postgresql.dapp-infra.svc.cluster.local:5432/,                  CUT",
        "dapp,    test,      http://node.dapp-infra.svc.cluster.local:8545/,                        CUT"
    })
    void onlyWhatAPolicyNamesIsReached(String namespace, String component, String url, ProbePod.Reach expected)
            throws Exception {
        Map<String, String> labels = Map.of(
                "app.kubernetes.io/part-of", "dapp-platform",
                "app.kubernetes.io/instance", "dapp",
                "app.kubernetes.io/component", component);
        assertThat(ProbePod.from(namespace, labels, url)).isEqualTo(expected);
    }

    @Test
    void aMigrationThatFailsLeavesTheOldVersionServing() throws Exception {
        List<String> before =
                services().map(Cluster::pods).flatMap(List::stream).toList();
        try (EdgeForward edge = EdgeForward.open();
                SteadyLoad load = SteadyLoad.on(edge.url())) {
            String said = Cluster.upgrade(
                            "--set",
                            "migrations.backoffLimit=0",
                            "--set",
                            "postgresql.database=nowhere",
                            "--timeout",
                            "10m")
                    .failed();
            assertThat(said).contains("pre-upgrade");
            load.goesOnFor(SEEN_AFTERWARDS);
            show("failed migration", load);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(services().map(Cluster::pods).flatMap(List::stream).toList()).containsExactlyElementsOf(before);
    }

    @Test
    void anImageThatIsNotThereStopsTheRolloutAndIsRolledBack() throws Exception {
        String image = Cluster.image("auth-service");
        String revision = Cluster.deployedRevision();
        try (EdgeForward edge = EdgeForward.open();
                SteadyLoad load = SteadyLoad.on(edge.url())) {
            Cluster.upgrade(
                            "--no-hooks",
                            "--set-string",
                            "services.auth-service.image.tag=not-there",
                            "--wait",
                            "--timeout",
                            "45s")
                    .failed();
            assertThat(Cluster.ready("auth-service")).isEqualTo("2/2");
            Cluster.rollBack(revision);
            load.goesOnFor(SEEN_AFTERWARDS);
            show("broken image", load);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Cluster.image("auth-service")).isEqualTo(image);
    }

    private static void show(String what, SteadyLoad load) {
        System.out.println(what + ": " + load.answered() + " requests answered, "
                + load.failures().size() + " failed");
        load.failures().stream().limit(20).forEach(failure -> System.out.println("    " + failure));
    }
}

package io.dapp.system.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** What {@code ./dapp cluster up} has installed, by kubectl and helm. */
final class Cluster {
    static final String PLATFORM = "dapp";
    static final String INFRASTRUCTURE = "dapp-infra";
    static final List<String> SERVICES = List.of(
            "auth-service", "transaction-service", "resource-service", "notification-gateway", "tx-monitor-worker");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHART =
            Path.of("..", "helm", "dapp-platform").toAbsolutePath().normalize().toString();

    private Cluster() {}

    static Command kubectl(String... arguments) {
        return Command.run(Stream.concat(Stream.of("kubectl", "-n", PLATFORM), Stream.of(arguments))
                .toList());
    }

    /** What a release says of itself now, with other values on top. */
    static Command upgrade(String... options) {
        List<String> command = new ArrayList<>(
                List.of("helm", "upgrade", PLATFORM, CHART, "-n", PLATFORM, "--reset-then-reuse-values"));
        command.addAll(List.of(options));
        return Command.run(command);
    }

    /** To what is deployed: what failed after it, and there may be several, has a revision too. */
    static void rollBack(String revision) {
        Command.run(List.of("helm", "rollback", PLATFORM, revision, "-n", PLATFORM, "--wait", "--timeout", "15m"))
                .succeeded();
    }

    static String deployedRevision() {
        String history = Command.run(List.of("helm", "history", PLATFORM, "-n", PLATFORM, "-o", "json"))
                .succeeded();
        return JSON.readTree(history)
                .valueStream()
                .filter(revision -> revision.path("status").asString("").equals("deployed"))
                .map(revision -> revision.path("revision").asString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is deployed: " + history));
    }

    /** Two are ready and no third: an old one is until it has ended. */
    static void settled(String service) {
        rolledOut(service);
        kubectl("wait", "deployment/" + service, "--for=jsonpath={.status.readyReplicas}=2", "--timeout=120s")
                .succeeded();
    }

    static void rolledOut(String service) {
        kubectl("rollout", "status", "deployment/" + service, "--timeout=15m").succeeded();
    }

    static List<String> pods(String service) {
        return kubectl("get", "pods", "-l", "app.kubernetes.io/name=" + service, "-o", "name")
                .succeeded()
                .lines()
                .toList();
    }

    static String image(String service) {
        return kubectl("get", "deployment", service, "-o", "jsonpath={.spec.template.spec.containers[0].image}")
                .succeeded();
    }

    /** Ready replicas of the wanted ones, as "2/2". */
    static String ready(String service) {
        return kubectl("get", "deployment", service, "-o", "jsonpath={.status.readyReplicas}/{.spec.replicas}")
                .succeeded();
    }
}

package io.dapp.system.chart;

import static io.dapp.system.chart.Manifests.annotations;
import static io.dapp.system.chart.Manifests.name;
import static io.dapp.system.chart.Manifests.titled;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What breaks the rules about the objects around pods, each by its kind and name. */
final class ObjectRules {
    private static final Set<String> MIGRATIONS =
            Set.of("migration-auth", "migration-notification", "migration-resource", "migration-transaction");

    private ObjectRules() {}

    static Stream<String> unbudgeted(Manifests manifests) {
        return PodRules.services(manifests).flatMap(pod -> {
            List<Node> budgets = manifests
                    .ofKind("PodDisruptionBudget")
                    .filter(budget -> pod.labels().has(budget.at("spec", "selector", "matchLabels")))
                    .toList();
            if (budgets.size() != 1) {
                return Stream.of(pod.maker() + " has " + budgets.size() + " budgets");
            }
            Node spec = budgets.getFirst().at("spec");
            return spec.at("minAvailable").present()
                            == spec.at("maxUnavailable").present()
                    ? Stream.of(pod.maker() + " has a budget that the API server refuses")
                    : Stream.of();
        });
    }

    static Stream<String> undenied(Manifests manifests) {
        List<Node> denials = manifests
                .ofKind("NetworkPolicy")
                .map(policy -> policy.at("spec"))
                .filter(spec -> spec.at("policyTypes").is(List.of("Ingress", "Egress"))
                        && !spec.at("ingress").present()
                        && !spec.at("egress").present())
                .toList();
        return manifests
                .pods()
                .filter(pod ->
                        denials.stream().noneMatch(denial -> pod.labels().has(denial.at("podSelector", "matchLabels"))))
                .map(Manifests.Pod::maker);
    }

    static Stream<String> openPolicies(Manifests manifests) {
        return manifests
                .ofKind("NetworkPolicy")
                .flatMap(policy -> Stream.of("ingress", "egress")
                        .flatMap(direction -> policy.at("spec", direction).items().stream()
                                .filter(rule -> !closed(rule, direction.equals("ingress") ? "from" : "to"))
                                .map(rule -> titled(policy) + " has an open rule for " + direction)));
    }

    private static boolean closed(Node rule, String side) {
        List<Node> peers = rule.at(side).items();
        List<Node> ports = rule.at("ports").items();
        return !peers.isEmpty()
                && peers.stream().noneMatch(peer -> peer.keys().isEmpty())
                && !ports.isEmpty()
                && ports.stream().allMatch(port -> port.at("port").present());
    }

    static Stream<String> contested(Manifests manifests) {
        return manifests.ofKind("Deployment").flatMap(deployment -> {
            long setting = Stream.of("HorizontalPodAutoscaler", "ScaledObject")
                    .flatMap(manifests::ofKind)
                    .filter(scaler ->
                            scaler.at("spec", "scaleTargetRef", "name").is(name(deployment)))
                    .count();
            if (deployment.at("spec", "replicas").present()) {
                setting++;
            }
            return setting == 1 ? Stream.of() : Stream.of(titled(deployment) + ": " + setting);
        });
    }

    static Stream<String> lateMigrations(Manifests manifests) {
        List<String> found = new ArrayList<>();
        Set<String> schemas = new HashSet<>();
        manifests.ofKind("Job").forEach(job -> {
            schemas.add(name(job));
            if (!hooked(job)
                    || !annotations(job).at("helm.sh/hook-delete-policy").is("before-hook-creation")) {
                found.add(titled(job) + " does not run before, or cannot be read after");
            }
            long weight = weight(job);
            Stream.of(
                            "ServiceAccount migration",
                            "NetworkPolicy migration",
                            "Secret " + name(job),
                            "ExternalSecret " + name(job))
                    .flatMap(needed -> manifests.all().stream()
                            .filter(object -> titled(object).equals(needed)))
                    .filter(needed -> !hooked(needed) || weight(needed) >= weight)
                    .forEach(needed -> found.add(titled(needed) + " is not there when " + titled(job) + " runs"));
            Node template = job.at("spec", "template", "spec");
            if (!template.at("containers").items().getFirst().at("args").is(List.of("migrate"))
                    || !template.at("restartPolicy").is("Never")) {
                found.add(titled(job) + " does not migrate, once");
            }
        });
        if (!schemas.equals(MIGRATIONS)) {
            found.add("migrated are only " + schemas);
        }
        return found.stream();
    }

    private static boolean hooked(Node object) {
        return annotations(object).at("helm.sh/hook").is("pre-install,pre-upgrade");
    }

    private static long weight(Node object) {
        return Long.parseLong(annotations(object).at("helm.sh/hook-weight").text());
    }

    static Stream<String> exposed(Manifests manifests) {
        return manifests
                .ofKind("Ingress")
                .flatMap(ingress -> ingress.at("spec", "rules").items().stream()
                        .flatMap(rule -> rule.at("http", "paths").items().stream())
                        .map(path -> path.at("backend", "service"))
                        .filter(service -> {
                            Node ports = manifests
                                    .one("Service", service.at("name").text())
                                    .at("spec", "ports");
                            return !service.at("port", "name").is("http")
                                    || ports.items().stream()
                                            .noneMatch(port -> port.at("name").is("http"));
                        })
                        .map(service -> titled(ingress) + " leads to " + service.value()));
    }
}

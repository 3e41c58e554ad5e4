package io.dapp.system.chart;

import static io.dapp.system.chart.Manifests.titled;

import io.dapp.system.chart.Manifests.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What breaks the rules about pods, each by the object's kind and name. */
final class PodRules {
    private static final Pattern SECRET =
            Pattern.compile(".*(PASSWORD|SECRET|JAAS|SIGNING_KEY|REFRESH_KEY|_KEY|MASTERKEY)");

    private static final Pattern SAYS_WHICH = Pattern.compile(".+(:(?!latest$)[^:/@]+|@sha256:[0-9a-f]{64})");
    private static final int SLACK_SECONDS = 5;

    private PodRules() {}

    static Stream<String> unrestricted(Manifests manifests) {
        return manifests.pods().flatMap(pod -> {
            List<String> found = new ArrayList<>();
            if (!pod.spec().at("automountServiceAccountToken").is(false)) {
                found.add(pod.maker() + " is given the API server's token");
            }
            if (!pod.spec().at("enableServiceLinks").is(false)) {
                found.add(pod.maker() + " is given every service's address");
            }
            for (Node container : pod.containers()) {
                Node security = container.at("securityContext");
                if (!security.at("runAsNonRoot").is(true)
                        || security.at("runAsUser").number() < 1) {
                    found.add(pod.maker() + " runs as root");
                }
                if (!security.at("readOnlyRootFilesystem").is(true)) {
                    found.add(pod.maker() + " can write to its root");
                }
                if (!security.at("allowPrivilegeEscalation").is(false)
                        || security.at("privileged").is(true)) {
                    found.add(pod.maker() + " can gain privileges");
                }
                if (!security.at("capabilities", "drop").is(List.of("ALL"))
                        || security.at("capabilities", "add").present()) {
                    found.add(pod.maker() + " has capabilities");
                }
                if (!security.at("seccompProfile", "type").is("RuntimeDefault")) {
                    found.add(pod.maker() + " has no seccomp profile");
                }
            }
            return found.stream();
        });
    }

    static Stream<String> unbounded(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> !pod.containers().stream()
                        .map(container -> container.at("resources"))
                        .allMatch(resources -> resources.at("requests", "cpu").present()
                                && resources.at("requests", "memory").present()
                                && resources.at("limits", "memory").present()))
                .map(Pod::maker);
    }

    static Stream<String> unprobed(Manifests manifests) {
        return services(manifests).filter(pod -> !probed(pod.container())).map(Pod::maker);
    }

    private static boolean probed(Node container) {
        boolean management = container.at("ports").items().stream()
                .anyMatch(port -> port.at("name").is("management")
                        && port.at("containerPort").is(9090));
        return management
                && asks(container.at("startupProbe"), "/health")
                && asks(container.at("livenessProbe"), "/health")
                && asks(container.at("readinessProbe"), "/ready");
    }

    private static boolean asks(Node probe, String path) {
        return probe.at("httpGet", "path").is(path)
                && probe.at("httpGet", "port").is("management");
    }

    static Stream<String> unpinned(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> !pod.containers().stream()
                        .allMatch(container ->
                                SAYS_WHICH.matcher(container.at("image").text()).matches()))
                .map(pod -> pod.maker() + " runs " + pod.container().at("image").text());
    }

    static Stream<String> shownSecrets(Manifests manifests) {
        Stream<String> settings = manifests
                .ofKind("ConfigMap")
                .flatMap(map -> map.at("data").keys().stream()
                        .filter(key -> SECRET.matcher(key).matches())
                        .map(key -> titled(map) + " holds " + key));
        Stream<String> variables = manifests
                .pods()
                .flatMap(pod -> pod.containers().stream()
                        .flatMap(container -> container.at("env").items().stream())
                        .filter(variable -> variable.at("value").present()
                                && SECRET.matcher(variable.at("name").text()).matches())
                        .map(variable ->
                                pod.maker() + " shows " + variable.at("name").text()));
        return Stream.concat(settings, variables);
    }

    static Stream<String> foreignSecrets(Manifests manifests) {
        return manifests.pods().flatMap(pod -> {
            String own = pod.maker().replaceFirst("^\\S+ ", "");
            boolean migrates = pod.maker().startsWith("Job ");
            List<String> found = new ArrayList<>();
            for (Node container : pod.containers()) {
                for (Node variable : container.at("env").items()) {
                    Node reference = variable.at("valueFrom", "secretKeyRef");
                    if (reference.present() && !reference.at("name").is(own)) {
                        found.add(pod.maker() + " reads Secret "
                                + reference.at("name").text());
                    }
                    if (variable.at("name").text().startsWith("DAPP_MIGRATION_") && !migrates) {
                        found.add(pod.maker() + " is told how to be the schema's owner");
                    }
                }
                container.at("envFrom").items().stream()
                        .filter(source -> !source.at("configMapRef", "name").is(own))
                        .forEach(source -> found.add(pod.maker() + " takes variables of " + source.value()));
            }
            if (pod.spec().at("volumes").items().stream()
                    .anyMatch(volume -> volume.at("secret").present())) {
                found.add(pod.maker() + " mounts a Secret");
            }
            return found.stream();
        });
    }

    static Stream<String> hurried(Manifests manifests) {
        return services(manifests)
                .filter(pod -> {
                    long before = pod.container()
                            .at("lifecycle", "preStop", "sleep", "seconds")
                            .number();
                    String drain = config(manifests, pod)
                            .at("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE")
                            .text();
                    String callers =
                            config(manifests, pod).at("DAPP_DRAIN_PERIOD").text();
                    long needed = before + seconds(callers) + seconds(drain) + SLACK_SECONDS;
                    boolean called = pod.container().at("ports").items().stream()
                            .anyMatch(port -> port.at("name").is("http"));
                    return pod.spec().at("terminationGracePeriodSeconds").number() < needed || (called && before == 0);
                })
                .map(Pod::maker);
    }

    private static long seconds(String duration) {
        return duration.isEmpty() ? 0 : Long.parseLong(duration.replace("s", ""));
    }

    private static Node config(Manifests manifests, Pod pod) {
        return manifests
                .one("ConfigMap", pod.maker().replaceFirst("^\\S+ ", ""))
                .at("data");
    }

    static Stream<String> renamed(Manifests manifests) {
        return services(manifests)
                .filter(pod -> {
                    String name = pod.maker().replaceFirst("^\\S+ ", "");
                    return !pod.container().at("name").is(name)
                            || !pod.spec().at("serviceAccountName").is(name)
                            || !manifests.has("ServiceAccount", name);
                })
                .map(Pod::maker);
    }

    static Stream<String> versioned(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> !pod.maker().startsWith("Pod "))
                .filter(pod -> pod.labels().at("helm.sh/chart").present())
                .map(Pod::maker);
    }

    static Stream<Pod> services(Manifests manifests) {
        return manifests.pods().filter(pod -> pod.maker().startsWith("Deployment "));
    }
}

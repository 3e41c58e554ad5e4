package io.dapp.system.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A pod of auth-service's image that asks a URL, and what it found; gone afterwards. */
final class ProbePod {
    private static final String NAME = "path-probe";

    /** Whether something lets itself be connected to. */
    enum Reach {
        OPEN,
        CUT
    }

    private ProbePod() {}

    /** Open is what answers anything, cut what does not let itself be connected to. */
    static Reach from(String namespace, Map<String, String> labels, String url) throws IOException {
        kubectl(namespace, "delete", "pod", NAME, "--ignore-not-found").succeeded();
        Path file = Files.createTempFile("probe", ".yaml");
        try {
            Files.writeString(file, manifest(labels, url));
            kubectl(namespace, "apply", "-f", file.toString()).succeeded();
            kubectl(
                            namespace,
                            "wait",
                            "pod/" + NAME,
                            "--for=jsonpath={.status.containerStatuses[0].state.terminated}",
                            "--timeout=180s")
                    .succeeded();
            String said = kubectl(namespace, "logs", NAME).succeeded();
            if (!said.contains(url)) {
                throw new AssertionError("the probe did not say what became of " + url + ":\n" + said);
            }
            return said.contains("HttpConnectTimeoutException") ? Reach.CUT : Reach.OPEN;
        } finally {
            Files.delete(file);
            kubectl(namespace, "delete", "pod", NAME, "--ignore-not-found", "--wait=false");
        }
    }

    private static Command kubectl(String namespace, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("kubectl", "-n", namespace));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }

    private static String manifest(Map<String, String> labels, String url) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  labels: {%s}
                spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: probe
                      image: %s
                      args: [probe, "%s"]
                      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                      volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {}}]
                """.formatted(
                        NAME,
                        labels.entrySet().stream()
                                .map(label -> label.getKey() + ": " + label.getValue())
                                .collect(Collectors.joining(", ")),
                        Cluster.image("auth-service"),
                        url);
    }
}

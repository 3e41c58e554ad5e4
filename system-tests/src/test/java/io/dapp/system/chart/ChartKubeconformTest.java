package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartKubeconformTest {
    /** Kubernetes' own schemas, {@code {{.ResourceKind}}} and so on in it; otherwise kubeconform fetches them. */
    private static final String SCHEMAS = "KUBECONFORM_SCHEMAS";

    @Test
    void kubernetesOwnKindsAreAsItsSchemasSay() throws IOException, InterruptedException {
        Optional<Path> program = onPath("kubeconform");
        if (program.isEmpty()) {
            System.out.println(
                    "kubeconform is not on the PATH: rendered manifests are not compared with Kubernetes' schemas");
            return;
        }
        List<String> command =
                new ArrayList<>(List.of(program.get().toString(), "-strict", "-ignore-missing-schemas", "-summary"));
        String schemas = System.getenv(SCHEMAS);
        if (schemas != null) {
            command.addAll(List.of("-schema-location", schemas));
        }
        Stream.of(Target.values()).map(target -> target.golden().toString()).forEach(command::add);
        command.add(InfrastructureChartTest.GOLDEN.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        System.out.println("kubeconform: " + output.strip());
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

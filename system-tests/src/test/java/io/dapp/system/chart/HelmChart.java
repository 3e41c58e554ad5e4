package io.dapp.system.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;

/**
 * A chart, linted and rendered by Helm's own code in this JVM. Values are YAML, the later on top of the earlier.
 *
 * @param release its name, and its namespace's
 */
record HelmChart(Path folder, String release) {
    private static final String KUBERNETES = "1.35.0";
    private static final String HOOK = "helm.sh/hook";
    private static final String NO_HOOK = "helm.sh/h0ok";

    static HelmChart of(String name, String release) {
        return new HelmChart(Path.of("..", "helm", name).toAbsolutePath().normalize(), release);
    }

    String yaml(String... values) {
        try (Scratch scratch = Scratch.made()) {
            TemplateCommand command = template(copied(scratch.folder()));
            for (int i = 0; i < values.length; i++) {
                command = command.withValuesFile(scratch.file("values-" + i + ".yaml", values[i]));
            }
            return command.call().replace(NO_HOOK, HOOK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the chart says of values that it does not take. */
    String refusal(String... values) {
        try {
            yaml(values);
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("was taken: " + String.join("\n", values));
    }

    /** As {@code helm lint --strict -f}; the library takes no values there, so they are made the chart's own. */
    LintResult lint(String... values) {
        try (Scratch scratch = Scratch.made()) {
            Path copy = scratch.folder().resolve(name());
            FileSystemUtils.copyRecursively(folder, copy);
            Path file = copy.resolve("values.yaml");
            Map<String, Object> merged = parsed(Files.readString(file));
            for (String each : values) {
                merged = merged(merged, parsed(each));
            }
            Files.writeString(file, new Yaml().dump(merged));
            return new Helm(copy).lint().strict().call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String name() {
        return String.valueOf(folder.getFileName());
    }

    private TemplateCommand template(Path chart) {
        return new Helm(chart)
                .template()
                .withName(release)
                .withNamespace(release)
                .withKubeVersion(KUBERNETES);
    }

    /** The library leaves hooks out of what it renders, so they are none in the copy. */
    private Path copied(Path scratch) throws IOException {
        Path copy = scratch.resolve(name());
        FileSystemUtils.copyRecursively(folder, copy);
        try (Stream<Path> files = Files.walk(copy.resolve("templates"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace(HOOK, NO_HOOK));
            }
        }
        return copy;
    }

    private static Map<String, Object> parsed(String yaml) {
        return new Node(new Yaml().load(yaml)).map();
    }

    private static Map<String, Object> merged(Map<String, Object> under, Map<String, Object> over) {
        Map<String, Object> merged = new LinkedHashMap<>(under);
        over.forEach((key, value) -> merged.merge(
                key,
                value,
                (below, above) -> below instanceof Map<?, ?> && above instanceof Map<?, ?>
                        ? merged(new Node(below).map(), new Node(above).map())
                        : above));
        return merged;
    }

    /** A folder that is gone in the end. */
    private record Scratch(Path folder) implements AutoCloseable {
        static Scratch made() throws IOException {
            return new Scratch(Files.createTempDirectory("dapp-chart"));
        }

        Path file(String name, String contents) throws IOException {
            return Files.writeString(folder.resolve(name), contents);
        }

        @Override
        public void close() throws IOException {
            FileSystemUtils.deleteRecursively(folder);
        }
    }
}

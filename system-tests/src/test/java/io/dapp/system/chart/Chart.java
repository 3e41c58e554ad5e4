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

/** The chart, linted and rendered by Helm's own code in this JVM. */
final class Chart {
    static final Path FOLDER =
            Path.of("..", "helm", "dapp-platform").toAbsolutePath().normalize();

    private static final String TAG = "image: {tag: 0123456789abcdef0123456789abcdef01234567}";
    private static final String KUBERNETES = "1.35.0";
    private static final String HOOK = "helm.sh/hook";
    private static final String NO_HOOK = "helm.sh/h0ok";

    private Chart() {}

    static Manifests render(Target target) {
        return render(target, "{}");
    }

    /** @param values YAML, on top of the environment's own */
    static Manifests render(Target target, String values) {
        return Manifests.of(yaml(target, values));
    }

    static String yaml(Target target) {
        return yaml(target, "{}");
    }

    static String yaml(Target target, String values) {
        try (Scratch scratch = Scratch.made()) {
            return template(copied(scratch.folder()))
                    .withValuesFile(target.file())
                    .withValuesFile(scratch.file("tag.yaml", TAG))
                    .withValuesFile(scratch.file("own.yaml", values))
                    .call()
                    .replace(NO_HOOK, HOOK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the chart says of values that it does not take. */
    static String refusal(Target target, String values) {
        try {
            yaml(target, values);
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("was taken: " + values);
    }

    static String refusalOfDefaults() {
        try {
            template(FOLDER).call();
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("the defaults alone were taken");
    }

    /** As {@code helm lint --strict -f}; the library takes no values there, so they are made the chart's own. */
    static LintResult lint(Target target) {
        try (Scratch scratch = Scratch.made()) {
            Path copy = scratch.folder().resolve("dapp-platform");
            FileSystemUtils.copyRecursively(FOLDER, copy);
            Path values = copy.resolve("values.yaml");
            Files.writeString(values, new Yaml().dump(merged(merged(read(values), read(target.file())), parsed(TAG))));
            return new Helm(copy).lint().strict().call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateCommand template(Path chart) {
        return new Helm(chart).template().withName("dapp").withNamespace("dapp").withKubeVersion(KUBERNETES);
    }

    /** The library leaves hooks out of what it renders, so they are none in the copy. */
    private static Path copied(Path folder) throws IOException {
        Path copy = folder.resolve("dapp-platform");
        FileSystemUtils.copyRecursively(FOLDER, copy);
        try (Stream<Path> files = Files.walk(copy.resolve("templates"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace(HOOK, NO_HOOK));
            }
        }
        return copy;
    }

    private static Map<String, Object> read(Path file) throws IOException {
        return parsed(Files.readString(file));
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

package io.dapp.local.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.InfrastructureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRulesTest {
    private static final int PLAIN = 0644;

    @TempDir
    private Path folder;

    private final List<Map<String, Integer>> layers = new ArrayList<>();
    private final List<String> entrypoint = new ArrayList<>(List.of("java", "-cp", "/app/libs/a.jar", "Main"));
    private String user = "10001:10001";
    private String revision = "abc";

    @BeforeEach
    void baseAndJars() {
        layers.add(Map.of("usr/bin/su", 04755));
        layers.add(Map.of("app/libs/a.jar", PLAIN, "app/sbom/application.cdx.json", PLAIN));
    }

    @Test
    void aGoodImageBreaksNothingAndItsBaseIsNotOurs() {
        assertThat(ImageRules.broken(image("good"))).isEmpty();
        assertThat(ImageRules.notes(image("good"))).containsExactly("its base image has 1 setuid or setgid files");
    }

    @Test
    void refusesAnotherUserAnEntrypointThatIsNoJvmAndAMissingLabel() {
        user = "root";
        entrypoint.addFirst("sh");
        revision = "";
        assertThat(ImageRules.broken(image("bad")))
                .containsExactly(
                        "runs as root, not as 10001:10001",
                        "starts [sh, java, -cp, /app/libs/a.jar, Main], so that the JVM is not the process that is told"
                                + " to end",
                        "has no label revision");
    }

    @Test
    void refusesPrivilegedAndOpenFilesAndLooseClassesOfItsOwn() {
        layers.add(Map.of("app/tool", 04755));
        layers.add(Map.of("app/open", 0666));
        layers.add(Map.of("app/classes/A.class", PLAIN));
        assertThat(ImageRules.broken(image("bad")))
                .containsExactly(
                        "has a setuid or setgid file app/tool",
                        "lets everybody write to app/open",
                        "has classes outside of jars, such as app/classes/A.class");
    }

    @Test
    void aCacheIsUsedAndOnTop() {
        layers.add(Map.of("app/app.aot", PLAIN));
        assertThat(ImageRules.broken(image("unused"))).hasSize(1);
        entrypoint.add(1, "-XX:AOTCache=/app/app.aot");
        assertThat(ImageRules.broken(image("used"))).isEmpty();
        layers.add(Map.of("app/later", PLAIN));
        assertThat(ImageRules.broken(image("below"))).containsExactly("has its AOT cache below other layers");
    }

    @Test
    void twoBuildsAreTheSameButForTheCache() throws Exception {
        Path plain = write("plain");
        layers.add(Map.of("app/app.aot", PLAIN));
        Path cached = write("cached");
        layers.set(1, Map.of("app/libs/b.jar", PLAIN));
        Path other = write("other");
        ImagesCommand command = new ImagesCommand(new PrintStream(OutputStream.nullOutputStream()));
        assertThat(command.run(List.of("same", plain.toString(), cached.toString())))
                .isZero();
        assertThat(command.run(List.of("same", plain.toString(), other.toString())))
                .isOne();
    }

    @Test
    void anIncompleteImageIsRefused() throws IOException {
        Path file = folder.resolve("empty.tar");
        try (TarArchiveOutputStream archive = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            archive.finish();
        }
        assertThatThrownBy(() -> ImageArchive.read(file))
                .isInstanceOf(InfrastructureException.class)
                .hasMessageContaining("manifest.json");
    }

    private ImageArchive image(String name) {
        try {
            return ImageArchive.read(write(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The first layer is the base's. */
    private Path write(String name) throws IOException {
        Path file = folder.resolve(name + ".tar");
        List<String> names = new ArrayList<>();
        List<String> steps = new ArrayList<>(List.of("{\"author\":\"somebody\"}"));
        try (TarArchiveOutputStream archive = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (Map<String, Integer> layer : layers) {
                byte[] bytes = layer(layer);
                // Named after what it holds, as Jib names layers by their digest.
                String layerName = "%08x.tar.gz".formatted(layer.hashCode());
                put(archive, layerName, PLAIN, bytes);
                names.add("\"" + layerName + "\"");
            }
            while (steps.size() < layers.size()) {
                steps.add("{\"author\":\"Jib\"}");
            }
            put(archive, "config.json", PLAIN, config(steps).getBytes(StandardCharsets.UTF_8));
            String manifest =
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"dapp/" + name + ":1\"],\"Layers\":" + names + "}]";
            put(archive, "manifest.json", PLAIN, manifest.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private String config(List<String> steps) {
        String labels = "\"org.opencontainers.image.title\":\"a\",\"org.opencontainers.image.source\":\"b\","
                + "\"org.opencontainers.image.version\":\"1\",\"org.opencontainers.image.revision\":\"" + revision
                + "\"";
        String command = "\"" + String.join("\",\"", entrypoint) + "\"";
        return "{\"config\":{\"User\":\"" + user + "\",\"WorkingDir\":\"/app\",\"Env\":[\"PATH=/bin\"],\"Entrypoint\":["
                + command + "],\"Labels\":{" + labels + "}},\"history\":" + steps + ",\"rootfs\":{\"diff_ids\":"
                + layers.stream().map(_ -> "\"sha256:0\"").toList() + "}}";
    }

    private static byte[] layer(Map<String, Integer> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream layer = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, Integer> file : files.entrySet()) {
                put(layer, file.getKey(), file.getValue(), new byte[0]);
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream archive, String name, int mode, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        archive.putArchiveEntry(entry);
        archive.write(bytes);
        archive.closeArchiveEntry();
    }
}

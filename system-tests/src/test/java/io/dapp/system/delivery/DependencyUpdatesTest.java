package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Whatever of this repository has versions of others' work in it is kept up to date. */
class DependencyUpdatesTest {
    private static final Map<?, ?> CONFIGURATION =
            Workflow.map(new Yaml().load(Repository.read(Repository.ROOT.resolve(".github/dependabot.yml"))));

    @Test
    void everyFolderWithDependenciesIsLookedAt() throws IOException {
        assertThat(folders().stream().filter(found -> !covered(found)).toList())
                .as("not in .github/dependabot.yml")
                .isEmpty();
    }

    @Test
    void aFolderThatIsNotNamedIsFound() {
        assertThat(covered("npm /moon")).isFalse();
        assertThat(covered("terraform /moon")).isFalse();
        assertThat(covered("maven /")).isTrue();
    }

    @Test
    void aNewVersionWaitsForOthersToFindWhatIsWrongWithIt() {
        assertThat(updates())
                .isNotEmpty()
                .allMatch(update ->
                        Workflow.map(update.get("cooldown")).get("default-days") instanceof Integer days && days >= 7);
    }

    private static boolean covered(String found) {
        String ecosystem = found.substring(0, found.indexOf(' '));
        Path folder = Path.of(found.substring(found.indexOf(' ') + 1));
        return updates()
                .filter(update -> ecosystem.equals(update.get("package-ecosystem")))
                .flatMap(update -> Stream.concat(
                        Workflow.names(update.get("directory")).stream(),
                        Workflow.names(update.get("directories")).stream()))
                .anyMatch(pattern -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + pattern)
                        .matches(folder));
    }

    private static Stream<Map<?, ?>> updates() {
        return Workflow.list(CONFIGURATION.get("updates")).stream().map(Workflow::map);
    }

    /** Ecosystem and folder of each file that says versions. */
    private static Set<String> folders() throws IOException {
        Set<String> folders = new TreeSet<>();
        Files.walkFileTree(Repository.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                return Set.of("target", "node_modules", ".git", ".dapp", ".terraform", "src")
                                .contains(name)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String folder = "/" + Repository.ROOT.relativize(file.getParent());
                switch (String.valueOf(file.getFileName())) {
                    // A module's versions are the parent's; a workspace's are its root's.
                    case "mvnw" -> folders.add("maven " + folder);
                    case "package-lock.json" -> folders.add("npm " + folder);
                    case "versions.tf", ".terraform.lock.hcl" -> folders.add("terraform " + folder);
                    case "Dockerfile" -> folders.add("docker " + folder);
                    default -> {
                        if (file.startsWith(Repository.WORKFLOWS)) {
                            folders.add("github-actions /");
                        }
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(folders.stream()
                        .map(found -> found.substring(0, found.indexOf(' ')))
                        .collect(Collectors.toSet()))
                .contains("maven", "github-actions");
        return folders;
    }
}

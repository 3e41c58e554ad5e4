package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.delivery.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document says a test shows, a test of that name has to be there for. */
class TestsInDocumentsTest {
    /** {@code `SomeTest.name`}, or {@code `.name`} for another of the class that was named last. */
    private static final Pattern NAMED = Pattern.compile("`(?:([A-Z]\\w*Test))?\\.(\\w+)`|`([A-Z]\\w*Test)`");

    private static final Map<String, String> SOURCES = sources();

    @ParameterizedTest
    @ValueSource(strings = {"peers.md", "crash-points.md"})
    void everyTestThatADocumentNamesExists(String document) {
        String text = Repository.read(Repository.ROOT.resolve("docs").resolve(document));
        assertThat(missing(text)).isEmpty();
        assertThat(NAMED.matcher(text).results().count()).isGreaterThan(10);
    }

    @Test
    void aNameThatNoTestHasIsFound() {
        assertThat(missing("`ReorgSystemTest.isNotThere`, `NoSuchTest`, `.norThis`, `TestsInDocumentsTest`"))
                .containsExactly("ReorgSystemTest.isNotThere", "NoSuchTest", "NoSuchTest.norThis");
    }

    private static List<String> missing(String text) {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(text);
        String last = "";
        while (named.find()) {
            String alone = named.group(3);
            if (alone != null) {
                last = alone;
                if (!SOURCES.containsKey(last)) {
                    missing.add(last);
                }
                continue;
            }
            last = named.group(1) == null ? last : named.group(1);
            String method = named.group(2);
            if (!SOURCES.getOrDefault(last, "").contains(" void " + method + "(")) {
                missing.add(last + "." + method);
            }
        }
        return missing;
    }

    private static Map<String, String> sources() {
        try (Stream<Path> modules = Files.list(Repository.ROOT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(TestsInDocumentsTest::tests)
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            Repository::read,
                            String::concat));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> tests(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith("Test.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.dapp.system.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.delivery.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is woken by an alert finds a page, and on it commands that exist. */
class RunbooksTest {
    private static final Path FOLDER = Repository.ROOT.resolve("docs/runbooks");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```bash\\n(.*?)^ *```$");
    private static final Pattern DAPP = Pattern.compile("\\./dapp ([a-z-]+)");
    private static final Pattern SCRIPT = Pattern.compile("(?:helm|\\.github/scripts)/[a-z-]+\\.sh");
    private static final Pattern IMAGE_COMMAND = Pattern.compile("run-command\\.sh ([a-z-]+) ([a-z-]+)");
    private static final Pattern METRIC = Pattern.compile("\\bdapp_[a-z_]*[a-z]\\b");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<Node> alerts() {
        List<Node> alerts = Chart.render(Target.PROD)
                .ofKind("PrometheusRule")
                .flatMap(rule -> rule.at("spec", "groups").items().stream())
                .flatMap(group -> group.at("rules").items().stream())
                .filter(rule -> rule.at("alert").present())
                .toList();
        assertThat(alerts).hasSizeGreaterThanOrEqualTo(10);
        return alerts;
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertNamesItsPage(Node alert) {
        String name = alert.at("alert").text();
        assertThat(alert.at("annotations", "runbook_url").text()).endsWith("/docs/runbooks/" + name + ".md");
        assertThat(FOLDER.resolve(name + ".md")).exists();
        assertThat(Repository.read(FOLDER.resolve(name + ".md")))
                .startsWith("# " + name + "\n")
                .containsSubsequence("\n## Meaning\n", "\n## Impact\n", "\n## Diagnosis\n", "\n## Mitigation\n");
        assertThat(Repository.read(FOLDER.resolve("README.md")))
                .contains("| [" + name + "](" + name + ".md) | "
                        + alert.at("labels", "severity").text() + " |");
    }

    @Test
    void noPageIsOfAnAlertThatIsGone() throws IOException {
        Set<String> names =
                alerts().stream().map(alert -> alert.at("alert").text()).collect(Collectors.toSet());
        assertThat(pages())
                .extracting(page -> page.getFileName().toString().replace(".md", ""))
                .filteredOn(name -> name.startsWith("Dapp"))
                .allMatch(names::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incident-response",
                "rollback-procedure",
                "scaling-guide",
                "backup-and-restore",
                "stuck-nonce",
                "rpc-divergence",
                "deep-reorg",
                "empty-wallet",
                "key-rotation",
                "redis-emptied",
                "kafka-away"
            })
    void aPageIsThereForWhatHasNoAlertOfItsOwn(String name) {
        assertThat(FOLDER.resolve(name + ".md")).isNotEmptyFile();
        assertThat(Repository.read(FOLDER.resolve("README.md"))).contains("(" + name + ".md)");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsOfAPageExistAndParse(Path page) {
        assertThat(faults(page, Repository.read(page))).as(page.toString()).isEmpty();
    }

    @Test
    void whatDoesNotExistOrParseIsFound() {
        String text = """
                [gone](gone.md) [here](README.md#nowhere) `dapp_moon_phase` and `dapp_node_up`
                ```bash
                ./dapp fly
                helm/run-command.sh tx-monitor-worker dance
                .github/scripts/nothing.sh
                ```
                ```bash
                if true; then
                ```
                """;
        assertThat(faults(FOLDER.resolve("README.md"), text))
                .hasSize(6)
                .anyMatch(fault -> fault.contains("gone.md"))
                .anyMatch(fault -> fault.contains("dapp_moon_phase"))
                .anyMatch(fault -> fault.contains("./dapp fly"))
                .anyMatch(fault -> fault.contains("dance"))
                .anyMatch(fault -> fault.contains("nothing.sh"))
                .anyMatch(fault -> fault.contains("syntax error"));
    }

    private static List<String> faults(Path page, String text) {
        List<String> faults = new ArrayList<>();
        BLOCK.matcher(text).results().map(block -> parsed(block.group(1))).forEach(faults::addAll);
        missing(text, DAPP, subcommands(), "./dapp ", faults);
        missing(text, METRIC, metrics(), "", faults);
        SCRIPT.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(script -> !Files.isExecutable(Repository.ROOT.resolve(script)))
                .forEach(faults::add);
        IMAGE_COMMAND
                .matcher(text)
                .results()
                .filter(called -> !isCommand(called.group(1), called.group(2)))
                .map(MatchResult::group)
                .forEach(faults::add);
        LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(page.resolveSibling(link)))
                .forEach(faults::add);
        return faults;
    }

    private static void missing(String text, Pattern named, Set<String> there, String prefix, List<String> faults) {
        named.matcher(text)
                .results()
                .map(found -> found.group(found.groupCount()))
                .filter(name -> !there.contains(name))
                .map(name -> prefix + name)
                .forEach(faults::add);
    }

    private static List<String> parsed(String block) {
        try {
            Process bash =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            try (var input = bash.getOutputStream()) {
                input.write(block.getBytes(UTF_8));
            }
            String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
            return bash.waitFor() == 0 ? List.of() : List.of(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Those that {@code ./dapp} tells apart in its last {@code case}. */
    private static Set<String> subcommands() {
        String dapp = Repository.read(Repository.ROOT.resolve("dapp"));
        Set<String> commands = Pattern.compile("(?m)^    ([a-z| -]+)\\)")
                .matcher(dapp.substring(dapp.indexOf("\nmain() {")))
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(" \\| ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(commands).contains("up", "audit", "rotate-master-key");
        return commands;
    }

    /** Without what Prometheus' format adds to a timer's name, and with the beginnings that are searched for. */
    private static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(Repository.read(Repository.ROOT.resolve("docs/metrics.md")))
                .results()
                .map(MatchResult::group)
                .forEach(name -> {
                    for (String ending : List.of("", "_count", "_sum", "_bucket", "_max")) {
                        names.add(name + ending);
                    }
                    for (int cut = name.indexOf('_', 5); cut > 0; cut = name.indexOf('_', cut + 1)) {
                        names.add(name.substring(0, cut));
                    }
                });
        assertThat(names).contains("dapp_node_up");
        return names;
    }

    /** A name that one of the classes called so looks for as its first argument. */
    private static boolean isCommand(String service, String command) {
        if (!Files.isDirectory(Repository.ROOT.resolve(service))) {
            return false;
        }
        Stream<String> modules = Stream.of(service, "transaction-core", "common-lib");
        return modules.anyMatch(module -> {
            try (Stream<Path> files = Files.walk(Repository.ROOT.resolve(module).resolve("src/main/java"))) {
                return files.filter(file -> file.toString().endsWith("Command.java"))
                        .anyMatch(file -> Repository.read(file).contains("\"" + command + "\""));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package io.dapp.system.metrics;

import io.dapp.system.metrics.Exposition.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that services promise to tell, as {@code docs/metrics.md} lists them. */
public final class MetricsContract {
    /** Those of ours: each has a row. Of those of libraries only what has a row is promised. */
    private static final String OWN = "dapp_";

    /** On every metric of every service. */
    private static final String APPLICATION = "application";

    /** What whoever scrapes adds, and the bucket of a histogram. */
    private static final Set<String> TARGET_LABELS = Set.of(APPLICATION, "namespace", "pod", "instance", "job", "le");

    private static final Set<String> TYPES = Set.of("gauge", "counter", "summary", "histogram");
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "auth-service", "auth",
            "transaction-service", "transaction",
            "resource-service", "resource",
            "tx-monitor-worker", "worker",
            "notification-gateway", "gateway");
    private static final int COLUMNS = 7;

    /** What stands in brackets are values, not labels. */
    private static final Pattern VALUES = Pattern.compile("\\([^)]*\\)");

    private static final Pattern NAME = Pattern.compile("`([a-z][a-z0-9_]*)`");

    private final Map<String, Metric> rows = new LinkedHashMap<>();

    private MetricsContract() {}

    /**
     * Reads its tables.
     *
     * @throws IllegalArgumentException where a row is not of their form
     */
    public static MetricsContract parse(String document) {
        MetricsContract contract = new MetricsContract();
        document.lines()
                .filter(line -> line.startsWith("| `"))
                .map(MetricsContract::row)
                .forEach(row -> {
                    if (contract.rows.put(row.name(), row) != null) {
                        throw new IllegalArgumentException(row.name() + " has two rows");
                    }
                });
        return contract;
    }

    public Map<String, Metric> rows() {
        return rows;
    }

    /** Every difference to what services tell, by their names; empty where they keep it. */
    public List<String> differences(Map<String, Exposition> services) {
        List<String> differences = new ArrayList<>();
        services.forEach((service, exposition) -> exposition.metrics().forEach((name, told) -> {
            Metric row = rows.get(name);
            if (row != null) {
                compare(row, shortName(service), told, differences);
            } else if (name.startsWith(OWN)) {
                differences.add("%s of %s has no row".formatted(name, shortName(service)));
            }
        }));
        for (Metric row : rows.values()) {
            if (row.always()
                    && services.values().stream()
                            .noneMatch(told -> told.metrics().containsKey(row.name()))) {
                differences.add("%s is told by nobody".formatted(row.name()));
            }
        }
        return differences;
    }

    /**
     * What an expression asks for that is not promised; empty where all is.
     *
     * @param recorded metrics that rules record, without labels of their own
     */
    public List<String> unknown(Expression expression, Set<String> recorded) {
        List<String> unknown = new ArrayList<>();
        Set<String> labels = new TreeSet<>(TARGET_LABELS);
        for (String name : expression.metrics()) {
            rows.values().stream()
                    .filter(row -> parts(row).contains(name))
                    .findAny()
                    .ifPresentOrElse(row -> labels.addAll(row.labels()), () -> {
                        if (!recorded.contains(name)) {
                            unknown.add("metric " + name);
                        }
                    });
        }
        expression.labels().stream()
                .filter(label -> !labels.contains(label))
                .forEach(label -> unknown.add("label " + label));
        return unknown;
    }

    private static Set<String> parts(Metric row) {
        String name = row.name();
        return switch (row.type()) {
            case "histogram" -> Set.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
            case "summary" -> Set.of(name + "_count", name + "_sum", name + "_max");
            default -> Set.of(name);
        };
    }

    private static void compare(Metric row, String service, Told told, List<String> differences) {
        if (!row.services().contains(service) && row.name().startsWith(OWN)) {
            differences.add("%s is told by %s, its row says %s".formatted(row.name(), service, row.services()));
        }
        if (!row.type().equals(told.type())) {
            differences.add(
                    "%s of %s is a %s, its row says %s".formatted(row.name(), service, told.type(), row.type()));
        }
        Set<String> labels = new TreeSet<>(told.labels());
        if (!labels.remove(APPLICATION)) {
            differences.add("%s of %s does not say its application".formatted(row.name(), service));
        }
        if (!row.labels().equals(labels)) {
            differences.add(
                    "%s of %s has the labels %s, its row says %s".formatted(row.name(), service, labels, row.labels()));
        }
    }

    private static Metric row(String line) {
        List<String> cells = Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
        Matcher name = NAME.matcher(cells.getFirst());
        if (cells.size() != COLUMNS || !name.matches()) {
            throw new IllegalArgumentException("not a row: " + line);
        }
        Metric metric = new Metric(
                name.group(1),
                cells.get(1),
                cells.get(2),
                words(cells.get(3)),
                services(cells.get(4)),
                always(line, cells.get(5)));
        if (!TYPES.contains(metric.type())) {
            throw new IllegalArgumentException("not a type: " + line);
        }
        // Prometheus' names end with their unit; a row must not say another.
        if (metric.name().contains("_seconds") != metric.unit().equals("s")) {
            throw new IllegalArgumentException("not the unit of that name: " + line);
        }
        return metric;
    }

    private static boolean always(String line, String cell) {
        return switch (cell) {
            case "start" -> true;
            case "event" -> false;
            default -> throw new IllegalArgumentException("neither from the start nor after an event: " + line);
        };
    }

    private static Set<String> services(String cell) {
        Set<String> services = cell.equals("all") ? new TreeSet<>(SHORT_NAMES.values()) : words(cell);
        if (services.isEmpty() || !SHORT_NAMES.values().containsAll(services)) {
            throw new IllegalArgumentException("not services: " + cell);
        }
        return services;
    }

    private static Set<String> words(String cell) {
        return Stream.of(VALUES.matcher(cell).replaceAll("").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String shortName(String service) {
        return SHORT_NAMES.getOrDefault(service, service);
    }
}

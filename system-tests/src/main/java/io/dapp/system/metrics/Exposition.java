package io.dapp.system.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one service tells at {@code /metrics}, in Prometheus' text format. */
public final class Exposition {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\",?");
    private static final Pattern PART = Pattern.compile("(.+)_(?:count|sum|bucket)");

    /** A metric that is told. */
    public record Told(String type, Set<String> labels) {}

    private final Map<String, Told> metrics = new LinkedHashMap<>();

    private Exposition() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException where a line is not of that format
     */
    public static Exposition parse(String text) {
        Exposition exposition = new Exposition();
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (!line.startsWith("#")) {
                exposition.sample(line, types);
            }
        }
        exposition.metrics.keySet().removeIf(exposition::isMaximum);
        return exposition;
    }

    /** By name; what belongs to a timer or a distribution under that one's name. */
    public Map<String, Told> metrics() {
        return metrics;
    }

    private void sample(String line, Map<String, String> types) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        String name = family(sample.group(1), types);
        String type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no type is told of " + name);
        }
        Set<String> labels = new TreeSet<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            labels.add(label.group(1));
        }
        labels.remove("le");
        labels.remove("quantile");
        metrics.computeIfAbsent(name, _ -> new Told(type, new TreeSet<>()))
                .labels()
                .addAll(labels);
    }

    private static String family(String sample, Map<String, String> types) {
        Matcher part = PART.matcher(sample);
        return !types.containsKey(sample) && part.matches() ? part.group(1) : sample;
    }

    /** The largest of a timer is told beside it, as a gauge. */
    private boolean isMaximum(String name) {
        Told base = name.endsWith("_max") ? metrics.get(name.substring(0, name.length() - "_max".length())) : null;
        return base != null && !base.type().equals("gauge");
    }
}

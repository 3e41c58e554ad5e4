package io.dapp.system.metrics;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a PromQL expression asks for. */
public final class Expression {
    private static final Pattern COMMENT = Pattern.compile("#[^\n]*");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)\\}");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.$])[a-zA-Z_:][a-zA-Z0-9_:]*(?![\\w:])(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of(
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "inf",
            "nan",
            "Inf",
            "NaN");

    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();

    private Expression() {}

    public static Expression parse(String text) {
        Expression expression = new Expression();
        String rest = TEXT.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
        rest = RANGE.matcher(rest).replaceAll("");
        rest = expression.labelsOut(MATCHERS, rest);
        rest = expression.labelsOut(GROUPING, rest);
        Matcher name = NAME.matcher(rest);
        while (name.find()) {
            if (!WORDS.contains(name.group())) {
                expression.metrics.add(name.group());
            }
        }
        return expression;
    }

    /** The names of metrics, with {@code _bucket}, {@code _count} and so on as they stand there. */
    public Set<String> metrics() {
        return metrics;
    }

    /** What is matched and grouped by. */
    public Set<String> labels() {
        return labels;
    }

    private String labelsOut(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        while (found.find()) {
            Matcher label = LABEL.matcher(found.group(1));
            while (label.find()) {
                labels.add(label.group());
            }
        }
        return pattern.matcher(text).replaceAll(" ");
    }
}

package io.dapp.system.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table that a run prints, kept line by line so that a run that breaks off has said what it knew. */
final class Report {
    private final StringBuilder text = new StringBuilder();

    void heading(String heading) {
        line("");
        line(heading);
    }

    /** A figure with its goal; an empty goal: there is none. */
    void figure(String what, String measured, String goal) {
        line(String.format(Locale.ROOT, "  %-62s %-26s %s", what, measured, goal));
    }

    /** Milliseconds of processor time for each payment. */
    void perPayment(String what, Map<String, Double> seconds, int payments) {
        line("    " + what + ": "
                + seconds.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(entry -> String.format(
                                Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue() * 1000 / payments))
                        .collect(Collectors.joining(", ")));
    }

    void line(String line) {
        text.append(line).append('\n');
        System.out.println(line);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package io.dapp.system.bench;

import io.dapp.system.platform.PaymentPath;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a benchmark and writes what it measured. */
public final class Bench {
    private Bench() {}

    /**
     * Payments: {@code target/bench/submit.txt}, with logs beside it.
     *
     * @param profiled whether to keep flight recordings and statement counts, which cost some of what is measured
     * @param parts what to measure: some of {@link SubmitBench.Part}, by name and separated by commas; empty: all
     */
    public static Path submit(boolean profiled, String parts) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "bench"));
        Report report = new Report();
        Path table = folder.resolve("submit.txt");
        try (PaymentPath path = PaymentPath.start(folder, profiled)) {
            try {
                new SubmitBench(path, report, profiled ? new Profile(path, folder) : null)
                        .run(SubmitBench.Part.of(parts));
            } finally {
                Files.writeString(table, report.toString());
            }
        }
        return table;
    }
}

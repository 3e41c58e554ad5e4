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
     */
    public static Path submit(boolean profiled) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "bench"));
        Report report = new Report();
        Path table = folder.resolve("submit.txt");
        try (PaymentPath path = PaymentPath.start(folder, profiled)) {
            try {
                new SubmitBench(path, report, profiled ? new Profile(path, folder) : null).run();
            } finally {
                Files.writeString(table, report.toString());
            }
        }
        return table;
    }
}

package io.dapp.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Not a test: what {@code ./dapp bench submit} runs, named so that no build does. */
class SubmitBenchRun {
    @Test
    void submit() throws Exception {
        assertThat(Bench.submit(Boolean.getBoolean("bench.profiled"), System.getProperty("bench.parts", "")))
                .exists();
    }
}

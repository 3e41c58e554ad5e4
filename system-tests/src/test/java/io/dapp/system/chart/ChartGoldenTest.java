package io.dapp.system.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change of the chart changes in each environment is part of the change: {@code -Dgolden.write=true} writes it. */
class ChartGoldenTest {
    @ParameterizedTest
    @EnumSource
    void anEnvironmentRendersToWhatIsKept(Target target) throws IOException {
        String rendered = Chart.yaml(target);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(target.golden().getParent());
            Files.writeString(target.golden(), rendered);
        }
        assertThat(rendered)
                .as("%s; -Dgolden.write=true writes it anew", target.golden())
                .isEqualTo(Files.readString(target.golden()));
    }
}

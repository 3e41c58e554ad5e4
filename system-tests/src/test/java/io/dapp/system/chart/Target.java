package io.dapp.system.chart;

import java.nio.file.Path;
import java.util.Locale;

/** An environment that the chart has values for. */
enum Target {
    LOCAL,
    DEV,
    STAGING,
    PROD;

    Path file() {
        return Chart.FOLDER.resolve("values-" + this + ".yaml");
    }

    Path golden() {
        return Chart.FOLDER.resolve("golden").resolve(this + ".yaml");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

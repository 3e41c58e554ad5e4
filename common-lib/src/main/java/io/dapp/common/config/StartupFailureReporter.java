package io.dapp.common.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** A start that failed for a known reason ends with one line, so that it is read in whatever shows the last lines. */
final class StartupFailureReporter implements FailureAnalysisReporter {
    private static final Logger log = LoggerFactory.getLogger(StartupFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        String action = analysis.getAction() == null ? "" : ". " + analysis.getAction();
        log.error("Cannot start: {}", oneLine(analysis.getDescription() + action));
        log.debug("The failure behind it", analysis.getCause());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

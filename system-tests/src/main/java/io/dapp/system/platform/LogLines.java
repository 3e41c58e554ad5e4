package io.dapp.system.platform;

import java.util.List;
import java.util.regex.Pattern;

/** What a service's readable log holds that should make somebody look. */
public final class LogLines {
    private static final Pattern LOUD = Pattern.compile("\\b(WARN|ERROR|FATAL)\\b|^\\s+at [\\w.$/]+\\(|^Caused by:|"
            + "^(\\w+\\.)+\\w*(Exception|Error)\\b|^WARNING:");

    private LogLines() {}

    /** Warnings, errors, stack traces and what the JVM itself warns of. */
    public static List<String> aboveInfo(String log) {
        return log.lines().filter(line -> LOUD.matcher(line).find()).toList();
    }
}

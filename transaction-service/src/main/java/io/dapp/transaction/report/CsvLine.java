package io.dapp.transaction.report;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of CSV (RFC 4180) that a spreadsheet takes for text: what strangers wrote is never a formula. */
final class CsvLine {
    private CsvLine() {}

    /** The fields with their line end; null is empty. */
    static String of(@Nullable Object... fields) {
        return Arrays.stream(fields).map(CsvLine::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quoted = text.chars().anyMatch(one -> one == ',' || one == '"' || one == '\r' || one == '\n');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

package org.posthorn.engine.job;

import java.util.List;

/// Writes CSV (RFC 4180).
public final class Csv {
    private Csv() {}

    /// One record with its line end.
    public static String line(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (String value : values) {
            append(line.isEmpty() ? line : line.append(','), value);
        }
        return line.append("\r\n").toString();
    }

    private static void append(StringBuilder line, String value) {
        boolean quoted = value.isEmpty() || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        if (!quoted) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '"') {
                line.append('"');
            }
            line.append(value.charAt(i));
        }
        line.append('"');
    }
}

package org.posthorn.engine.job;

import java.util.List;

/// Writes an object of texts in one line of JSON. Values that are empty are left out.
final class JsonLine {
    private JsonLine() {}

    static String of(List<String> names, List<String> values) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            if (!values.get(i).isEmpty()) {
                text(line.length() == 1 ? line : line.append(','), names.get(i));
                text(line.append(':'), values.get(i));
            }
        }
        return line.append("}\n").toString();
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ') {
                        line.append("\\u%04x".formatted((int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}

package org.posthorn.smtp.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The fields of a header section as text, one character per byte, folded as they stand there and without their last
/// line end.
final class HeaderFields {
    private HeaderFields() {}

    /// Reads what lies between two indexes.
    static List<String> of(byte[] bytes, int start, int body) {
        String header = new String(bytes, start, body - start, StandardCharsets.ISO_8859_1).stripTrailing();
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int end = header.indexOf("\r\n"); end >= 0; end = header.indexOf("\r\n", end + 2)) {
            char next = header.charAt(end + 2); // Nothing ends in CRLF that was stripped.
            if (next != ' ' && next != '\t') {
                fields.add(header.substring(from, end));
                from = end + 2;
            }
        }
        if (from < header.length()) {
            fields.add(header.substring(from));
        }
        return fields;
    }

    /// What the fields of this name say, unfolded.
    ///
    /// @param name in lower case
    static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> isNamed(field, name))
                .map(field -> field.substring(field.indexOf(':') + 1)
                        .replace("\r\n", "")
                        .strip())
                .toList();
    }

    static boolean isNamed(String field, String name) {
        int colon = field.indexOf(':');
        return colon > 0 && lower(field.substring(0, colon)).equals(name);
    }

    static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}

package org.posthorn.smtp.tlspolicy;

import java.util.Optional;

/// The TXT record of MTA-STS: `v=STSv1; id=20260101;` (RFC 8461 §3.1), read once.
final class StsRecord {
    private static final String VERSION = "v=STSv1";
    private static final String ID = "id=";
    private static final int ID_CHARS = 32;

    private StsRecord() {}

    /// Whether a TXT record is one of MTA-STS, well formed or not.
    static boolean is(String text) {
        if (!text.startsWith(VERSION)) {
            return false;
        }
        int at = VERSION.length();
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == ';';
    }

    /// Its last field of that name, if its value is one.
    static Optional<String> id(String text) {
        Optional<String> id = Optional.empty();
        int from = text.indexOf(';') + 1;
        while (from > 0) {
            int semicolon = text.indexOf(';', from);
            int to = semicolon < 0 ? text.length() : semicolon;
            String field = trim(text, from, to);
            if (field.startsWith(ID) && isId(field)) {
                id = Optional.of(field.substring(ID.length()));
            }
            from = semicolon + 1;
        }
        return id;
    }

    private static boolean isId(String field) {
        int chars = field.length() - ID.length();
        return chars > 0 && chars <= ID_CHARS && field.chars().skip(ID.length()).allMatch(StsRecord::isLetterOrDigit);
    }

    /// A part without the blanks and tabs around it.
    static String trim(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

package org.posthorn.log;

import org.jspecify.annotations.Nullable;

/// Writes a message so that it is one line and its `key=value` pairs are ours.
///
/// Values come from strangers: addresses, replies of peers, names. Whatever steers a terminal, breaks a line or turns
/// the direction of text is written as an escape. A value that stands in quotes has its own quotes escaped; one behind
/// `=` gets quotes when it has blanks, quotes or `=`. So a call needs no care: `sender="{}"` and `reason={}` will do.
public final class LogLine {
    private LogLine() {}

    /// @param pattern with `{}` where the arguments go
    static String format(@Nullable String pattern, Object @Nullable [] arguments) {
        if (pattern == null) {
            return "";
        }
        StringBuilder line = new StringBuilder(pattern.length() + 64);
        LogTemplate.of(pattern).write(line, arguments);
        return line.toString();
    }

    /// Text that has no pattern.
    static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        append(line, text, false);
        return line.toString();
    }

    /// A line of a stranger's text for a terminal: what can't be seen is written as in a log.
    public static String visible(String text) {
        StringBuilder line = new StringBuilder(text.length());
        append(line, text, false);
        return line.toString();
    }

    static boolean isWord(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '=' || Character.isWhitespace(c)) {
                return false;
            }
        }
        return true;
    }

    static void append(StringBuilder line, String value, boolean quoted) {
        if (isPlain(value, quoted)) {
            line.append(value);
            return;
        }
        value.codePoints().forEach(c -> {
            if (quoted && (c == '"' || c == '\\')) {
                line.append('\\');
            }
            append(line, c);
        });
    }

    /// Most values are: nothing in them needs a look.
    private static boolean isPlain(String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || (quoted && (c == '"' || c == '\\'))) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder line, int c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (isVisible(c)) {
                    line.appendCodePoint(c);
                } else {
                    for (char unit : Character.toChars(c)) {
                        line.append(String.format("\\u%04x", (int) unit));
                    }
                }
            }
        }
    }

    /// Not so: control characters, those that turn the direction or have no width, and halves of a pair.
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}

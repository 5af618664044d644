package org.posthorn.dist.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/// Writes a message so that it is one line and its `key=value` pairs are ours.
///
/// Values come from strangers: addresses, replies of peers, names. Whatever steers a terminal, breaks a line or turns
/// the direction of text is written as an escape. A value that stands in quotes has its own quotes escaped; one behind
/// `=` gets quotes when it has blanks, quotes or `=`. So a call needs no care: `sender="{}"` and `reason={}` will do.
public final class LogLine {
    private static final String SLOT = "{}";

    private LogLine() {}

    /// @param pattern with `{}` where the arguments go
    static String format(@Nullable String pattern, Object @Nullable [] arguments) {
        StringBuilder line = new StringBuilder();
        if (pattern == null) {
            return "";
        }
        int next = 0;
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (arguments != null && next < arguments.length && pattern.startsWith(SLOT, i)) {
                String value = MessageFormatter.format(SLOT, arguments[next++]).getMessage();
                boolean wrap = !quoted && i > 0 && pattern.charAt(i - 1) == '=' && !isWord(value);
                line.append(wrap ? "\"" : "");
                append(line, value, quoted || wrap);
                line.append(wrap ? "\"" : "");
                i++;
            } else {
                quoted ^= c == '"';
                append(line, c);
            }
        }
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

    private static boolean isWord(String value) {
        return value.chars().noneMatch(c -> c == '"' || c == '=' || Character.isWhitespace(c));
    }

    private static void append(StringBuilder line, String value, boolean quoted) {
        value.codePoints().forEach(c -> {
            if (quoted && (c == '"' || c == '\\')) {
                line.append('\\');
            }
            append(line, c);
        });
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

package org.posthorn.engine.mail;

import java.util.Optional;

/// An enhanced mail system status code such as `5.1.1` (RFC 3463).
public record EnhancedStatus(int statusClass, int subject, int detail) {
    private static final int MOST_DIGITS = 3;

    /// Reads the code that opens the text; empty when none does.
    public static Optional<EnhancedStatus> parse(String text) {
        int end = end(text, 0);
        boolean alone = end > 0 && (end == text.length() || Character.isWhitespace(text.charAt(end)));
        return alone ? Optional.of(of(text, 0)) : Optional.empty();
    }

    /// The first code in the text that is no piece of a longer number, such as an IP address. Takes one pass.
    public static Optional<EnhancedStatus> find(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean begins = i == 0 || !(isDigit(text, i - 1) || text.charAt(i - 1) == '.');
            int end = begins ? end(text, i) : -1;
            boolean goesOn = isDigit(text, end) || (end > 0 && end < text.length() && isNumberBehindDot(text, end));
            if (end > 0 && !goesOn) {
                return Optional.of(of(text, i));
            }
        }
        return Optional.empty();
    }

    private static boolean isNumberBehindDot(String text, int at) {
        return text.charAt(at) == '.' && isDigit(text, at + 1);
    }

    /// The index behind the code that begins here; -1 when none does.
    private static int end(String text, int start) {
        if (start >= text.length() || "245".indexOf(text.charAt(start)) < 0) {
            return -1;
        }
        int subject = number(text, start + 1);
        return subject < 0 ? -1 : number(text, subject);
    }

    /// The index behind a dot and up to three digits; -1 when they are not there.
    private static int number(String text, int dot) {
        if (dot >= text.length() || text.charAt(dot) != '.' || !isDigit(text, dot + 1)) {
            return -1;
        }
        int i = dot + 1;
        while (i <= dot + MOST_DIGITS && isDigit(text, i)) {
            i++;
        }
        return i;
    }

    private static EnhancedStatus of(String text, int start) {
        int detail = number(text, start + 1);
        return new EnhancedStatus(
                text.charAt(start) - '0',
                Integer.parseInt(text, start + 2, detail, 10),
                Integer.parseInt(text, detail + 1, number(text, detail), 10));
    }

    private static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}

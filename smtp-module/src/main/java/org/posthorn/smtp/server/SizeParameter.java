package org.posthorn.smtp.server;

import java.util.Optional;

/// `SIZE=` of a MAIL command (RFC 1870), in whichever place it stands.
///
/// @param bytes a very large number for one that no computer can hold
/// @param rest the command without it
record SizeParameter(long bytes, String rest) {
    private static final String NAME = " SIZE=";
    private static final int MOST_DIGITS = 18;

    /// Empty when there is none with a number.
    static Optional<SizeParameter> find(String command) {
        int from = command.lastIndexOf('>') + 1;
        for (int at = from; at + NAME.length() < command.length(); at++) {
            if (!isBlank(command.charAt(at)) || !command.regionMatches(true, at + 1, NAME, 1, NAME.length() - 1)) {
                continue;
            }
            int digits = at + NAME.length();
            int end = digits;
            while (end < command.length() && isDigit(command.charAt(end))) {
                end++;
            }
            if (end > digits && (end == command.length() || isBlank(command.charAt(end)))) {
                return Optional.of(new SizeParameter(
                        number(command, digits, end), command.substring(0, at) + command.substring(end)));
            }
        }
        return Optional.empty();
    }

    private static long number(String text, int start, int end) {
        int from = start;
        while (from < end - 1 && text.charAt(from) == '0') {
            from++;
        }
        return end - from > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, from, end, 10);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

package org.posthorn.feedback;

import java.util.Optional;

/// How the lines look that name a failed recipient.
///
/// @param indented whether such a line begins with white space
/// @param open whether anything may stand behind `after`
record AddressLine(boolean indented, String before, String after, boolean open) {
    private static final int MAX_ADDRESS_CHARS = 320;

    /// @param form `@` for the address, `~` in front for white space, `*` at the end for anything
    static AddressLine of(String form) {
        int at = form.indexOf('@');
        boolean indented = form.startsWith("~");
        boolean open = form.endsWith("*");
        return new AddressLine(
                indented,
                form.substring(indented ? 1 : 0, at),
                form.substring(at + 1, form.length() - (open ? 1 : 0)),
                open);
    }

    /// The address that a line names; empty when it looks otherwise.
    Optional<String> read(String line) {
        String text = line.strip();
        if (text.isEmpty() || !text.startsWith(before) || (indented && !Character.isWhitespace(line.charAt(0)))) {
            return Optional.empty();
        }
        int start = before.length();
        int end = open ? text.indexOf(after, start) : text.length() - after.length();
        if (end <= start || !text.startsWith(after, end)) {
            return Optional.empty();
        }
        return Optional.of(text.substring(start, end)).filter(AddressLine::isAddress);
    }

    private static boolean isAddress(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && at < text.length() - 1
                && text.length() <= MAX_ADDRESS_CHARS
                && text.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>');
    }
}

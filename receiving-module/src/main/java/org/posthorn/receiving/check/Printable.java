package org.posthorn.receiving.check;

/// What others said, for a header of HTTP or a line of the log: nothing in it can end either.
final class Printable {
    private static final int MOST_CHARS = 512;

    private Printable() {}

    /// ASCII that prints, at most 512 characters of it; a question mark stands for all else.
    static String of(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MOST_CHARS); i++) {
            char c = text.charAt(i);
            clean.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return clean.toString().strip();
    }
}

package org.posthorn.engine.mime;

/// A stranger's text made fit for a header field, an event or a log line: printable ASCII on one line, of bounded
/// length.
public final class CleanText {
    private static final int MAX_CHARS = 1_000;

    private CleanText() {}

    /// Runs of blanks and control characters become one space, other characters a question mark; cut at 1,000.
    public static String of(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        for (int i = 0; i < text.length() && clean.length() < MAX_CHARS; i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 127) {
                clean.append(c);
            } else if (c > 160) {
                clean.append('?');
            } else if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                clean.append(' ');
            }
        }
        return clean.toString().strip();
    }
}

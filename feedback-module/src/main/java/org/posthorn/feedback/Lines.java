package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.work.BoundedWork;

/// The lines of a stranger's text, with a bound on their number and on their length, so that whatever is done with a
/// line takes bounded time.
final class Lines {
    /// RFC 5322 §2.1.1 allows 998.
    static final int MAX_CHARS = 1_000;

    private static final int MAX_LINES = 20_000;

    private Lines() {}

    /// Ended by CR, LF or both; those behind the 20,000th are left out.
    static List<String> of(String text) {
        return of(text, MAX_LINES);
    }

    /// The same, `most` of them.
    static List<String> of(String text, int most) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length() && lines.size() < most) {
            int end = start;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            lines.add(text.substring(start, Math.min(end, start + MAX_CHARS)));
            boolean two = end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
            start = end + (two ? 2 : 1);
            BoundedWork.checkpoint();
        }
        return lines;
    }
}

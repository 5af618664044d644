package org.posthorn.engine.tracking;

import org.posthorn.engine.Limits;

/// The value of the attribute `ses:tags`: `name:value` once or more, with `;` between them (SES Developer Guide,
/// "open and click tracking").
final class LinkTags {
    private LinkTags() {}

    /// Whether there is at least one tag and all are well formed. One pass, whatever the text.
    static boolean isWellFormed(String text) {
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            int colon = text.indexOf(':', at);
            if (++count > Limits.TAGS || colon < 0 || !isWord(text, at, colon) || !isWord(text, colon + 1, end)) {
                return false;
            }
            at = end + 1;
        }
        return count > 0;
    }

    private static boolean isWord(String text, int from, int to) {
        if (to <= from || to - from > Limits.TAG_CHARS) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            if (!allowed && c != '-') {
                return false;
            }
        }
        return true;
    }
}

package org.posthorn.engine.dkim;

import java.util.HashMap;
import java.util.Map;

/// The `tag=value` pairs of a signature or key record (RFC 6376 §3.2), read in one pass. White space is dropped
/// everywhere; no value that matters here has any.
///
/// @param tags of several of one name the first
/// @param wellFormed whether each has a name and a value, no name stands twice (§3.2), and all of it was read
record TagList(Map<String, String> tags, boolean wellFormed) {
    private static final int MOST_CHARS = 20_000;

    static TagList parse(String text) {
        Map<String, String> tags = new HashMap<>();
        boolean wellFormed = text.length() <= MOST_CHARS;
        int start = 0;
        while (start < text.length() && start < MOST_CHARS) {
            int end = end(text, start);
            int equals = text.indexOf('=', start, end);
            if (equals >= 0) {
                String name = bare(text, start, equals);
                wellFormed &= !name.isEmpty() && tags.putIfAbsent(name, bare(text, equals + 1, end)) == null;
            } else {
                wellFormed &= bare(text, start, end).isEmpty();
            }
            start = end + 1;
        }
        return new TagList(tags, wellFormed);
    }

    /// The text with the value of a tag taken out.
    static String without(String tag, String text) {
        int start = 0;
        while (start < text.length()) {
            int end = end(text, start);
            int equals = text.indexOf('=', start, end);
            if (equals >= 0 && bare(text, start, equals).equals(tag)) {
                return text.substring(0, equals + 1) + text.substring(end);
            }
            start = end + 1;
        }
        return text;
    }

    boolean has(String tag) {
        return tags.containsKey(tag);
    }

    /// The value; empty when the tag is not there.
    String get(String tag) {
        return getOr(tag, "");
    }

    String getOr(String tag, String otherwise) {
        return tags.getOrDefault(tag, otherwise);
    }

    private static int end(String text, int start) {
        int semicolon = text.indexOf(';', start);
        return semicolon < 0 ? text.length() : semicolon;
    }

    private static String bare(String text, int from, int to) {
        StringBuilder bare = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}

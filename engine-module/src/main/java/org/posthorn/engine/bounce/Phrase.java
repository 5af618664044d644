package org.posthorn.engine.bounce;

import java.util.ArrayList;
import java.util.List;

/// Words to look for, such as `host [name] (unknown|not found)`: parts that stand one behind the other, each one of
/// some choices. A `*` lets a few words stand between two parts. What is found begins at the beginning of a word.
///
/// Looked for from each word of a text, at a cost that the phrase bounds.
record Phrase(List<Part> parts) {
    private static final int MOST_BETWEEN = 40;

    /// @param choices may hold the empty one
    /// @param apart whether other words may stand before it
    private record Part(List<String> choices, boolean apart) {}

    static Phrase of(String pattern) {
        List<Part> parts = new ArrayList<>();
        boolean apart = false;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int end = c == '(' ? pattern.indexOf(')', i) : c == '[' ? pattern.indexOf(']', i) : i;
            if (c == '*') {
                apart = true;
            } else {
                if (end == i) {
                    end = plainEnd(pattern, i);
                }
                boolean group = c == '(' || c == '[';
                List<String> choices = choices(pattern.substring(group ? i + 1 : i, end), c == '[');
                if (!choices.equals(List.of(""))) {
                    parts.add(new Part(choices, apart));
                    apart = false;
                }
                i = group ? end : end - 1;
            }
            i++;
        }
        return new Phrase(parts);
    }

    private static int plainEnd(String pattern, int start) {
        int end = start;
        while (end < pattern.length() && "([*".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static List<String> choices(String text, boolean optional) {
        if (text.contains("(") || text.contains("[") || text.contains("*")) {
            throw new IllegalArgumentException("a choice within a choice: " + text);
        }
        List<String> choices = new ArrayList<>();
        int start = 0;
        for (int bar = text.indexOf('|'); bar >= 0; bar = text.indexOf('|', start)) {
            choices.add(ReplyText.plain(text.substring(start, bar)));
            start = bar + 1;
        }
        choices.add(ReplyText.plain(text.substring(start)));
        if (optional) {
            choices.add("");
        }
        return List.copyOf(choices);
    }

    /// @param text as [ReplyText#plain] makes it
    boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (begins(text, i) && isAt(text, i, 0)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(String text, int at, int part) {
        if (part == parts.size()) {
            return true;
        }
        Part next = parts.get(part);
        int from = at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
        int last = next.apart() ? Math.min(text.length(), from + MOST_BETWEEN) : from;
        for (int i = from; i <= last; i++) {
            if (i == from || begins(text, i)) {
                for (String choice : next.choices()) {
                    if (text.startsWith(choice, i) && isAt(text, i + choice.length(), part + 1)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Whether a word begins there; anywhere in languages without blanks between words.
    private static boolean begins(String text, int at) {
        return at == 0 || at >= text.length() || !(isLetter(text.charAt(at - 1)) && isLetter(text.charAt(at)));
    }

    private static boolean isLetter(char c) {
        return Character.isLetter(c) && c < '\u2e80';
    }
}

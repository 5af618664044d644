package org.posthorn.engine.template;

import java.util.Optional;

/// A look at a template before it is compiled, in one pass over it.
///
/// The library's parser takes time that grows with the square of a path or of an argument list, and worse, so that some
/// kilobytes could hold a thread for good. What passes here compiles within a second.
final class TagScan {
    /// Tags of one part.
    static final int TAGS = 5_000;
    /// Characters of a tag that is no comment.
    static final int TAG_CHARS = 1_000;
    /// Names and arguments of a tag.
    static final int WORDS = 50;
    /// Names and arguments of all tags of a part.
    static final int ALL_WORDS = 20_000;
    /// Dots, slashes and brackets of a tag: what paths are made of.
    static final int STEPS = 50;
    /// Blocks inside blocks.
    static final int DEPTH = 100;

    private static final int BRACES = 4;

    private final String part;
    private int at;
    private int tags;
    private int allWords;
    private int depth;

    private TagScan(String part) {
        this.part = part;
    }

    /// Why a part is not compiled; empty when it may be.
    static Optional<String> fault(String part) {
        return new TagScan(part).fault();
    }

    private Optional<String> fault() {
        for (int open = part.indexOf("{{"); open >= 0; open = part.indexOf("{{", at)) {
            at = open;
            while (at < part.length() && part.charAt(at) == '{') {
                at++;
            }
            if (at - open > BRACES) {
                return Optional.of("it has more than " + BRACES + " opening braces in a row");
            }
            if (++tags > TAGS) {
                return Optional.of("it has more than " + TAGS + " tags");
            }
            Optional<String> fault = tag();
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /// Reads a tag from behind its opening braces to behind its closing ones.
    private Optional<String> tag() {
        if (at < part.length() && part.charAt(at) == '~') {
            at++;
        }
        char kind = at < part.length() ? part.charAt(at) : ' ';
        if (kind == '!') {
            String end = part.startsWith("!--", at) ? "--" : "}}";
            int found = part.indexOf(end, at + (end.equals("--") ? 3 : 1));
            at = found < 0 ? part.length() : found;
            return Optional.empty();
        }
        if (kind == '=') {
            return Optional.of("it changes the delimiters of tags");
        }
        if (kind == '#' || kind == '^') {
            depth++;
        } else if (kind == '/') {
            depth--;
        }
        return depth > DEPTH ? Optional.of("it has more than " + DEPTH + " blocks in each other") : inside();
    }

    private Optional<String> inside() {
        int start = at;
        int words = 0;
        int steps = 0;
        boolean inWord = false;
        char quote = 0;
        while (at < part.length() && (quote != 0 || !part.startsWith("}}", at))) {
            char c = part.charAt(at++);
            if (at - start > TAG_CHARS) {
                return Optional.of("it has a tag of more than " + TAG_CHARS + " characters");
            }
            if (quote != 0) {
                if (c == '\\') {
                    at++;
                } else if (c == quote) {
                    quote = 0;
                }
                continue;
            }
            boolean blank = Character.isWhitespace(c);
            if (!blank && (!inWord || c == '(')) {
                words++;
            }
            inWord = !blank;
            if (c == '.' || c == '/' || c == '[') {
                steps++;
            } else if (c == '"' || c == '\'') {
                quote = c;
            }
            if (words > WORDS || steps > STEPS) {
                return Optional.of("it has a tag with too many names");
            }
        }
        allWords += words;
        if (allWords > ALL_WORDS) {
            return Optional.of("it has more than " + ALL_WORDS + " names in its tags");
        }
        return Optional.empty();
    }
}

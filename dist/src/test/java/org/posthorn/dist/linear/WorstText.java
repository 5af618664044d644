package org.posthorn.dist.linear;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs an expression on the texts that are worst for it, made of its own characters, and counts how often it looks
/// at a character. That is the same on every machine, as a time is not.
final class WorstText {
    private static final int LONG = 64 * 1024;
    private static final int SHORT = 1024;
    /// Looks at each character: a quantifier of up to 320 may look that often, and is linear still.
    private static final int LOOKS = 700;
    private static final int MOST_PAIRED = 12;
    private static final String USUAL = " \t\r\na0.@-:;<>\"(é\0";

    private WorstText() {}

    /// A text that an expression does not read in linear time; empty when none of those tried is one.
    static Optional<String> of(Pattern pattern) {
        List<String> literals = literals(pattern.pattern());
        Set<String> starts = new LinkedHashSet<>();
        starts.add("");
        starts.add(String.join("", literals.subList(0, Math.min(4, literals.size()))));
        Set<String> own = new LinkedHashSet<>(literals);
        pattern.pattern().codePoints().forEach(c -> own.add(Character.toString(c)));
        Set<String> pieces = new LinkedHashSet<>(own);
        USUAL.codePoints().forEach(c -> pieces.add(Character.toString(c)));
        List<String> paired = Stream.concat(Stream.of(" ", "a"), own.stream())
                .distinct()
                .limit(MOST_PAIRED)
                .toList();
        Stream<Attack> single =
                pieces.stream().flatMap(piece -> starts.stream().map(start -> new Attack(start, piece, SHORT)));
        Stream<Attack> pairs = paired.stream()
                .flatMap(one -> paired.stream()
                        .filter(other -> !other.equals(one))
                        .flatMap(other -> starts.stream().map(start -> new Attack(start, one + other, SHORT))));
        Stream<Attack> longOnes = paired.stream().map(piece -> new Attack("", piece, LONG));
        return Stream.of(single, pairs, longOnes)
                .flatMap(attacks -> attacks)
                .filter(attack -> attack.texts().anyMatch(text -> !isLinear(pattern, text)))
                .map(Attack::toString)
                .findFirst();
    }

    private record Attack(String start, String piece, int chars) {
        /// Ended so that it may match, and so that it can't.
        Stream<String> texts() {
            String body = start + piece.repeat(chars / piece.length());
            return Stream.of(body, body + "\u0001x");
        }

        @Override
        public String toString() {
            return "\"" + start + "\" and many \"" + piece + "\"";
        }
    }

    private static boolean isLinear(Pattern pattern, String text) {
        try {
            Counted counted = new Counted(text, new long[] {looks(text.length())});
            Matcher matcher = pattern.matcher(counted);
            while (matcher.find()) {
                // on to the next
            }
            pattern.matcher(counted).matches();
            return true;
        } catch (TooManyLooks | StackOverflowError e) {
            return false;
        }
    }

    /// Short texts are too short for many looks a character to tell what grows with the square.
    private static long looks(int chars) {
        return chars < LONG ? 20_000L + (long) chars * chars / 3 : (long) LOOKS * chars;
    }

    /// The runs of characters in an expression that stand for themselves, roughly.
    private static List<String> literals(String expression) {
        return Stream.of(expression
                        .replaceAll("\\\\[a-zA-Z]|\\[[^]]*]|\\{[^}]*}|\\(\\?[^:)]*:?|[\\\\()|*+?.^$]+", "\1")
                        .split("\1"))
                .filter(run -> !run.isEmpty())
                .toList();
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super(null, null, false, false);
        }
    }

    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left[0]-- < 0) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

package org.posthorn.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses what was meant by a word that does not exist.
final class NearestWord {
    private static final int MAX_LENGTH = 100;

    private NearestWord() {}

    /// The word that takes the fewest edits, if those are few for its length.
    static Optional<String> to(String typed, Collection<String> words) {
        if (typed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return words.stream()
                .map(word -> new Guess(word, distance(typed, word)))
                .filter(guess -> guess.edits <= Math.max(2, guess.word.length() / 3))
                .min(Comparator.comparingInt(Guess::edits).thenComparing(Guess::word))
                .map(Guess::word);
    }

    /// Levenshtein's distance, two rows at a time.
    private static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replace = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }

    private record Guess(String word, int edits) {}
}

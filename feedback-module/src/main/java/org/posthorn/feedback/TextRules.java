package org.posthorn.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;

/// What diagnostics mean by their words: the table `words.txt`. It holds words and no expressions, so that each line is
/// looked for in one pass over a stranger's text.
final class TextRules {
    private record Word(Phrase phrase, EnhancedStatus status) {}

    private static final List<Word> WORDS = words();

    private TextRules() {}

    /// What a diagnostic means by its words; empty when it says nothing that is known.
    static Optional<EnhancedStatus> statusOf(String diagnostic) {
        String lower = diagnostic.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .filter(word -> word.phrase().isIn(lower))
                .map(Word::status)
                .findFirst();
    }

    private static List<Word> words() {
        List<Word> words = new ArrayList<>();
        for (String line : lines("words.txt")) {
            int tab = line.indexOf('\t');
            EnhancedStatus status = EnhancedStatus.parse(line.substring(0, tab)).orElseThrow();
            for (String phrase : line.substring(tab + 1).split(", ")) {
                spelledOut(phrase).forEach(text -> words.add(new Word(Phrase.of(text), status)));
            }
        }
        return List.copyOf(words);
    }

    /// Every form of a phrase with choices, such as `host (unknown|not found)` and `over[ ]quota`.
    private static List<String> spelledOut(String phrase) {
        int open = 0;
        while (open < phrase.length() && phrase.charAt(open) != '(' && phrase.charAt(open) != '[') {
            open++;
        }
        if (open == phrase.length()) {
            return List.of(phrase);
        }
        boolean optional = phrase.charAt(open) == '[';
        int close = phrase.indexOf(optional ? ']' : ')', open);
        List<String> choices =
                new ArrayList<>(List.of(phrase.substring(open + 1, close).split("\\|")));
        if (optional) {
            choices.add("");
        }
        List<String> forms = new ArrayList<>();
        for (String choice : choices) {
            forms.addAll(spelledOut(phrase.substring(0, open) + choice + phrase.substring(close + 1)));
        }
        return forms;
    }

    private static List<String> lines(String file) {
        try (InputStream in = TextRules.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

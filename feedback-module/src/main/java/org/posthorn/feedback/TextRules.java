package org.posthorn.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;

/// What programs write when they write for humans: the tables `dialects.txt` and `words.txt`. They hold words and no
/// expressions, so that each line is looked for in one pass over a stranger's text.
final class TextRules {
    private static final int SHORTEST_RULE = 3;

    /// How one program words a bounce.
    ///
    /// @param opening one of them is in the text
    /// @param details opens the diagnostic that stands apart from the addresses; may be empty
    /// @param end one of them begins the line behind which the original message stands
    record Dialect(
            String name, List<Phrase> opening, List<AddressLine> address, Optional<String> details, List<String> end) {}

    private record Word(Phrase phrase, EnhancedStatus status) {}

    static final List<Dialect> DIALECTS = dialects();
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

    /// Every run of white space as one blank, every run of three or more dashes as three: how a text was wrapped, and
    /// how
    /// long its rules are drawn, doesn't matter.
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int dashes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            dashes = c == '-' ? dashes + 1 : 0;
            boolean blank = Character.isWhitespace(c);
            boolean again = blank && !plain.isEmpty() && plain.charAt(plain.length() - 1) == ' ';
            if (!again && dashes <= SHORTEST_RULE) {
                plain.append(blank ? ' ' : c);
            }
        }
        return plain.toString();
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

    private static List<Dialect> dialects() {
        List<Dialect> dialects = new ArrayList<>();
        String name = "";
        Map<String, List<String>> rules = new HashMap<>();
        for (String line : lines("dialects.txt")) {
            if (line.startsWith("[")) {
                add(dialects, name, rules);
                name = line.substring(1, line.length() - 1);
                rules = new HashMap<>();
            } else {
                int equals = line.indexOf(" = ");
                rules.computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
                        .add(line.substring(equals + 3));
            }
        }
        add(dialects, name, rules);
        return List.copyOf(dialects);
    }

    private static void add(List<Dialect> dialects, String name, Map<String, List<String>> rules) {
        if (!name.isEmpty()) {
            dialects.add(new Dialect(
                    name,
                    required(name, rules, "opening").stream().map(Phrase::of).toList(),
                    required(name, rules, "address").stream()
                            .map(AddressLine::of)
                            .toList(),
                    rules.getOrDefault("details", List.of()).stream().findFirst(),
                    required(name, rules, "end")));
        }
    }

    private static List<String> required(String name, Map<String, List<String>> rules, String key) {
        return Optional.ofNullable(rules.get(key))
                .orElseThrow(() -> new IllegalStateException("dialect " + name + " has no " + key));
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

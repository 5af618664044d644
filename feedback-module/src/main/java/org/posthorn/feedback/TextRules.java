package org.posthorn.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.engine.mail.EnhancedStatus;

/// What programs write when they write for humans: the tables `dialects.txt` and `words.txt`.
final class TextRules {
    /// How one program words a bounce.
    ///
    /// @param details opens the diagnostic that stands apart from the addresses
    record Dialect(String name, Pattern opening, Pattern address, Optional<Pattern> details, Pattern end) {}

    private record Word(Pattern pattern, EnhancedStatus status) {}

    static final List<Dialect> DIALECTS = dialects();
    private static final List<Word> WORDS = words();

    private TextRules() {}

    /// What a diagnostic means by its words; empty when it says nothing that is known.
    static Optional<EnhancedStatus> statusOf(String diagnostic) {
        return WORDS.stream()
                .filter(word -> word.pattern().matcher(diagnostic).find())
                .map(Word::status)
                .findFirst();
    }

    private static List<Word> words() {
        List<Word> words = new ArrayList<>();
        for (String line : lines("words.txt")) {
            int tab = line.indexOf('\t');
            words.add(new Word(
                    Pattern.compile(line.substring(tab + 1), Pattern.CASE_INSENSITIVE),
                    EnhancedStatus.parse(line.substring(0, tab)).orElseThrow()));
        }
        return List.copyOf(words);
    }

    private static List<Dialect> dialects() {
        List<Dialect> dialects = new ArrayList<>();
        String name = "";
        Map<String, Pattern> patterns = new HashMap<>();
        for (String line : lines("dialects.txt")) {
            if (line.startsWith("[")) {
                add(dialects, name, patterns);
                name = line.substring(1, line.length() - 1);
                patterns.clear();
            } else {
                int equals = line.indexOf(" = ");
                patterns.put(line.substring(0, equals), Pattern.compile(line.substring(equals + 3)));
            }
        }
        add(dialects, name, patterns);
        return List.copyOf(dialects);
    }

    private static void add(List<Dialect> dialects, String name, Map<String, Pattern> patterns) {
        if (!name.isEmpty()) {
            dialects.add(new Dialect(
                    name,
                    required(name, patterns, "opening"),
                    required(name, patterns, "address"),
                    Optional.ofNullable(patterns.get("details")),
                    required(name, patterns, "end")));
        }
    }

    private static Pattern required(String name, Map<String, Pattern> patterns, String key) {
        return Optional.ofNullable(patterns.get(key))
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

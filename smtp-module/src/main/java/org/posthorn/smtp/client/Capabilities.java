package org.posthorn.smtp.client;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a peer offered in its EHLO reply (RFC 5321 §4.1.1.1): keyword to parameters, in capitals.
final class Capabilities {
    /// Of a peer that only knows HELO.
    static final Capabilities NONE = new Capabilities(List.of(), Set.of());

    private final TreeMap<String, List<String>> keywords = new TreeMap<>();

    /// @param lines of the reply behind its first one
    /// @param ignored keywords that count as not offered
    Capabilities(List<String> lines, Set<String> ignored) {
        for (String line : lines) {
            // Some old servers write AUTH=LOGIN.
            String[] words = line.strip()
                    .replaceFirst("(?i)^AUTH=", "AUTH ")
                    .toUpperCase(Locale.ROOT)
                    .split(" +");
            List<String> parameters = Arrays.asList(words).subList(1, words.length);
            keywords.merge(
                    words[0],
                    parameters,
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        keywords.keySet().removeAll(ignored);
    }

    boolean offers(String keyword) {
        return keywords.containsKey(keyword);
    }

    Set<String> authMechanisms() {
        return new TreeSet<>(keywords.getOrDefault("AUTH", List.of()));
    }

    /// The largest message the peer takes; empty when it names none (RFC 1870: 0 means no fixed limit).
    OptionalLong sizeLimit() {
        return keywords.getOrDefault("SIZE", List.of()).stream()
                .filter(size -> size.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .filter(size -> size > 0)
                .findFirst();
    }
}

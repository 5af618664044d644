package org.posthorn.smtp.client;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a peer offered in its EHLO reply (RFC 5321 §4.1.1.1): keyword to parameters, in capitals.
final class Capabilities {
    /// Of a peer that only knows HELO.
    static final Capabilities NONE = new Capabilities(List.of(), Set.of());

    private static final int MOST_DIGITS = 18;

    private final TreeMap<String, List<String>> keywords = new TreeMap<>();

    /// @param lines of the reply behind its first one
    /// @param ignored keywords that count as not offered
    Capabilities(List<String> lines, Set<String> ignored) {
        for (String line : lines) {
            String text = line.strip().toUpperCase(Locale.ROOT);
            // Some old servers write AUTH=LOGIN.
            StringTokenizer words =
                    new StringTokenizer(text.startsWith("AUTH=") ? "AUTH " + text.substring(5) : text, " ");
            if (!words.hasMoreTokens()) {
                continue;
            }
            String keyword = words.nextToken();
            List<String> parameters =
                    Collections.list(words).stream().map(String.class::cast).toList();
            keywords.merge(
                    keyword,
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
                .filter(size -> size.length() <= MOST_DIGITS && size.chars().allMatch(c -> c >= '0' && c <= '9'))
                .mapToLong(Long::parseLong)
                .filter(size -> size > 0)
                .findFirst();
    }
}

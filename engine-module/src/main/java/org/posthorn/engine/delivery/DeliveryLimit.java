package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Locale;

/// The limits that the operator set for the destinations of a pattern.
///
/// @param pattern a domain, `*.domain` for all below it, or `*`; meets the recipients' domain or an exchanger's name
/// @param connections most attempts at a time, at least 1
/// @param perSecond most attempts in a second; infinite when unlimited
public record DeliveryLimit(String pattern, int connections, double perSecond) {
    public DeliveryLimit {
        if (connections < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("limits of " + pattern + " must be above zero");
        }
    }

    /// The limits of everything that no pattern meets.
    public static DeliveryLimit standard(int connections) {
        return new DeliveryLimit("*", connections, Double.POSITIVE_INFINITY);
    }

    /// Reads a line such as `*.example.com connections=10 rate=50/s`; the rate may be per `s`, `m` or `h`.
    ///
    /// @throws IllegalArgumentException with a text for the operator
    public static DeliveryLimit parse(String line, int standardConnections) {
        String[] words = line.strip().split("\\s+");
        if (words.length < 2) {
            throw wrong(line);
        }
        int connections = standardConnections;
        double perSecond = Double.POSITIVE_INFINITY;
        for (String word : List.of(words).subList(1, words.length)) {
            if (word.matches("connections=[1-9]\\d{0,3}")) {
                connections = Integer.parseInt(word.substring(12));
            } else if (word.matches("rate=[1-9]\\d{0,5}/[smh]")) {
                int count = Integer.parseInt(word.substring(5, word.length() - 2));
                perSecond = (double) count
                        / switch (word.charAt(word.length() - 1)) {
                            case 's' -> 1;
                            case 'm' -> 60;
                            default -> 3600;
                        };
            } else {
                throw wrong(line);
            }
        }
        return new DeliveryLimit(words[0].toLowerCase(Locale.ROOT), connections, perSecond);
    }

    /// Whether the limits are for this host or domain, in lower case.
    boolean meets(String name) {
        return pattern.equals("*")
                || pattern.equals(name)
                || (pattern.startsWith("*.") && name.endsWith(pattern.substring(1)));
    }

    private static IllegalArgumentException wrong(String line) {
        return new IllegalArgumentException("expected 'PATTERN [connections=N] [rate=N/s]', found '" + line + "'");
    }
}

package org.posthorn.api.operator.command;

import java.time.Duration;
import java.util.Optional;

/// Ages such as `2h`: up to six digits and `s`, `m`, `h` or `d`.
final class Ages {
    private static final int MOST_DIGITS = 6;

    private Ages() {}

    /// Empty for what is no age.
    static Optional<Duration> parse(String text) {
        int digits = text.length() - 1;
        if (digits < 1 || digits > MOST_DIGITS || !text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.charAt(digits)) {
            case 's' -> Optional.of(Duration.ofSeconds(number));
            case 'm' -> Optional.of(Duration.ofMinutes(number));
            case 'h' -> Optional.of(Duration.ofHours(number));
            case 'd' -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }
}

package org.posthorn.receiving.check;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/// The form in which DNS knows an international domain (RFC 8616).
final class AsciiDomain {
    private static final int MOST_CHARS = 253;

    private AsciiDomain() {}

    /// In lower case; empty when it is no name of letters, digits and their like.
    static Optional<String> of(String domain) {
        if (domain.isEmpty() || domain.length() > MOST_CHARS) {
            return Optional.empty();
        }
        try {
            String ascii = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            boolean name = ascii.length() <= MOST_CHARS
                    && ascii.chars()
                            .allMatch(c -> (c >= 'a' && c <= 'z')
                                    || (c >= '0' && c <= '9')
                                    || c == '-'
                                    || c == '_'
                                    || c == '.');
            return name ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

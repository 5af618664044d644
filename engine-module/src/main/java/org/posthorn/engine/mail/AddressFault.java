package org.posthorn.engine.mail;

import java.util.Optional;

/// What is wrong with an address without display name and brackets, in SES's words: those of JavaMail 1.4.3 to 1.4.7,
/// which looks at one character after the other and tells the first fault. Whatever is not ASCII is a control character
/// to it, wherever it stands; later versions take letters of every script in a domain, tell fewer faults in front of a
/// missing `@`, and have texts of their own for quotes and brackets.
///
/// It is asked for what a later parser refused, and for what it took.
final class AddressFault {
    private static final String SPECIALS = "()<>,;:\\\"[]@";
    private static final int DELETE = 0x7f;

    private AddressFault() {}

    /// The first fault; empty if this parser knows none, which does not make it an address.
    static Optional<String> of(String address) {
        boolean quoted = false;
        int at = 0;
        for (; at < address.length(); at++) {
            char c = address.charAt(at);
            if (c == '\\' || (at > 0 && address.charAt(at - 1) == '\\')) {
                continue;
            }
            if (c == '"') {
                boolean atEdge = quoted ? at + 1 == address.length() || address.charAt(at + 1) == '@' : at == 0;
                if (!atEdge) {
                    return Optional.of("Quote not at " + (quoted ? "end" : "start") + " of local address");
                }
                quoted = !quoted;
            } else if (quoted) {
                if (c == '\r' || c == '\n') {
                    return Optional.of("Invalid email address " + address + ".");
                }
            } else if (c == '@') {
                return at == 0 ? Optional.of("Missing local name") : domain(address.substring(at + 1));
            } else if (isControl(c)) {
                return Optional.of("Local address contains control or whitespace");
            } else if (SPECIALS.indexOf(c) >= 0) {
                return Optional.of("Local address contains illegal character");
            }
        }
        return quoted || address.isEmpty() ? Optional.empty() : Optional.of("Missing final '@domain'");
    }

    private static Optional<String> domain(String domain) {
        if (domain.isEmpty()) {
            return Optional.of("Missing domain");
        }
        if (domain.charAt(0) == '.') {
            return Optional.of("Domain starts with dot");
        }
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c == '[') {
                return Optional.empty();
            }
            if (isControl(c)) {
                return Optional.of("Domain contains control or whitespace");
            }
            if (!Character.isLetterOrDigit(c) && c != '-' && c != '.') {
                return Optional.of("Domain contains illegal character");
            }
            if (c == '.' && domain.charAt(i - 1) == '.') {
                return Optional.of("Domain contains dot-dot");
            }
        }
        return domain.endsWith(".") ? Optional.of("Domain ends with dot") : Optional.empty();
    }

    private static boolean isControl(char c) {
        return c <= ' ' || c >= DELETE;
    }
}

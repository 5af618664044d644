package org.posthorn.config;

import java.util.Optional;

/// The names that hosts may have (RFC 1123 §2.1, RFC 5321 §4.1.2).
final class HostName {
    private static final int MOST_CHARS = 253;
    private static final int MOST_LABEL_CHARS = 63;

    private HostName() {}

    /// Why a text is none, for the operator; empty when it is one.
    static Optional<String> fault(String text) {
        String right = "it must be a host name such as mail.example.com";
        if (text.chars().anyMatch(c -> c > 127)) {
            return Optional.of(right + ", in the form xn--… where it is not ASCII");
        }
        boolean good = text.length() <= MOST_CHARS;
        int start = 0;
        for (int i = 0; i <= text.length() && good; i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                good = isLabel(text, start, i);
                start = i + 1;
            }
        }
        return good ? Optional.empty() : Optional.of(right);
    }

    private static boolean isLabel(String text, int start, int end) {
        if (start == end
                || end - start > MOST_LABEL_CHARS
                || text.charAt(start) == '-'
                || text.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}

package org.posthorn.tls;

import javax.security.auth.x500.X500Principal;

/// Names of certificates, as they may be shown: strangers wrote them.
final class Names {
    private static final int MOST_CHARS = 200;

    private Names() {}

    /// In the form of RFC 2253, on one line and not too long.
    static String shown(X500Principal name) {
        String text = name.getName();
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MOST_CHARS)
                .map(c -> Character.isISOControl(c) || c == '"' ? '?' : c)
                .forEach(shown::appendCodePoint);
        return shown.isEmpty() ? "a certificate without a name" : shown.toString();
    }
}

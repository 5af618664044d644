package org.posthorn.smtp.tlspolicy;

/// Whether text is a host name in lower case (RFC 1123 §2.1), read once.
final class HostName {
    private static final int LABEL_CHARS = 63;

    private HostName() {}

    /// @param most characters
    static boolean is(String text, int most) {
        if (text.isEmpty() || text.length() > most) {
            return false;
        }
        int label = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (!isLabel(text, label, i)) {
                    return false;
                }
                label = i + 1;
            }
        }
        return true;
    }

    private static boolean isLabel(String text, int from, int to) {
        if (from == to || to - from > LABEL_CHARS || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && !(c == '_' && from == 0)) {
                return false;
            }
        }
        return true;
    }
}

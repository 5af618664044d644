package org.posthorn.engine.receipt;

import org.posthorn.engine.Limits;

/// What may be a recipient of a rule: an address, a domain, or a dot and a domain ([RecipientPattern] says what each
/// stands for). Domains are ASCII; whether anybody has verified them is asked when mail comes.
final class RecipientForm {
    private static final int LOCAL_CHARS = 64;
    private static final int DOMAIN_CHARS = 253;
    private static final int LABEL_CHARS = 63;
    /// RFC 5322 §3.2.3, but for the dot; quoted local parts are not taken.
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private RecipientForm() {}

    static boolean isValid(String text) {
        if (text.length() > Limits.ADDRESS_CHARS) {
            return false;
        }
        int at = text.lastIndexOf('@');
        if (at >= 0) {
            return isLocalPart(text.substring(0, at)) && isDomain(text.substring(at + 1));
        }
        return isDomain(text.startsWith(".") ? text.substring(1) : text);
    }

    private static boolean isLocalPart(String text) {
        return !text.isEmpty()
                && text.length() <= LOCAL_CHARS
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || SPECIALS.indexOf(c) >= 0);
    }

    private static boolean isDomain(String text) {
        if (text.length() > DOMAIN_CHARS) {
            return false;
        }
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isLabel(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(text, start, text.length());
    }

    private static boolean isLabel(String text, int start, int end) {
        return end > start
                && end - start <= LABEL_CHARS
                && text.charAt(start) != '-'
                && text.charAt(end - 1) != '-'
                && text.substring(start, end)
                        .chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
}

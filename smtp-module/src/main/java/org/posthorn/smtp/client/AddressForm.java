package org.posthorn.smtp.client;

import java.net.IDN;
import java.nio.charset.Charset;
import java.util.Optional;
import org.apache.james.mime4j.codec.EncoderUtil;

/// The value of an address field in ASCII: display names and comments become encoded words, domains their ASCII form
/// (RFC 5890). A local part has no such form. Read in one pass, with a depth for comments and none for groups.
final class AddressForm {
    private final String value;
    private final Charset charset;
    private final StringBuilder out = new StringBuilder();

    private AddressForm(String value, Charset charset) {
        this.value = value;
        this.charset = charset;
    }

    /// Empty when there is an address that can't be written in ASCII.
    static Optional<String> of(String value, Charset charset) {
        AddressForm form = new AddressForm(value, charset);
        return form.elements() ? Optional.of(form.out.toString()) : Optional.empty();
    }

    private boolean elements() {
        int from = 0;
        while (from < value.length()) {
            int end = end(from, ",;:");
            char delimiter = end < value.length() ? value.charAt(end) : ',';
            if (!element(value.substring(from, end), delimiter == ':')) {
                return false;
            }
            if (end < value.length()) {
                out.append(delimiter);
            }
            from = end + 1;
        }
        return true;
    }

    /// The next of these characters outside of quotes, comments and angle brackets; the end when there is none.
    private int end(int from, String ends) {
        boolean quoted = false;
        boolean angle = false;
        int comments = 0;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && (quoted || comments > 0)) {
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                comments++;
            } else if (!quoted && c == ')' && comments > 0) {
                comments--;
            } else if (!quoted && comments == 0) {
                if (!angle && ends.indexOf(c) >= 0) {
                    return i;
                }
                angle = c == '<' || (angle && c != '>');
            }
        }
        return value.length();
    }

    private boolean element(String element, boolean group) {
        if (HeaderForm.isAscii(element)) {
            out.append(element);
            return true;
        }
        int open = group ? element.length() : opening(element);
        int close = element.indexOf('>', open);
        if (!group && (open < 0 || close < 0)) {
            return commented(element);
        }
        String phrase = element.substring(0, open);
        if (HeaderForm.isAscii(phrase)) {
            out.append(phrase);
        } else {
            out.append(Character.isWhitespace(phrase.charAt(0)) ? " " : "").append(words(phrase.strip()));
            out.append(group ? "" : " ");
        }
        if (group) {
            return true;
        }
        Optional<String> address = address(element.substring(open + 1, close));
        address.ifPresent(text -> out.append('<').append(text).append('>'));
        return address.isPresent() && commented(element.substring(close + 1));
    }

    /// The first angle bracket outside of quotes.
    private static int opening(String element) {
        boolean quoted = false;
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /// A phrase of words and quoted strings.
    private String words(String phrase) {
        return EncoderUtil.encodeEncodedWord(
                ParameterForm.unquoted(phrase), EncoderUtil.Usage.WORD_ENTITY, 0, charset, EncoderUtil.Encoding.B);
    }

    /// An address without brackets, or nothing, and comments.
    private boolean commented(String text) {
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('(', at);
            Optional<String> bare = address(open < 0 ? text.substring(at) : text.substring(at, open));
            if (bare.isEmpty()) {
                return false;
            }
            out.append(bare.get());
            if (open < 0) {
                return true;
            }
            int close = closing(text, open);
            String comment = text.substring(open + 1, close);
            out.append('(')
                    .append(HeaderForm.isAscii(comment) ? comment : words(comment))
                    .append(')');
            at = close + 1;
        }
        return true;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static Optional<String> address(String text) {
        if (HeaderForm.isAscii(text)) {
            return Optional.of(text);
        }
        int at = text.lastIndexOf('@');
        if (at < 0 || !HeaderForm.isAscii(text.substring(0, at))) {
            return Optional.empty();
        }
        try {
            return Optional.of(text.substring(0, at + 1)
                    + IDN.toASCII(text.substring(at + 1).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package org.posthorn.smtp.client;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The value of a Content-Type or Content-Disposition field whose parameters have other letters than ASCII's: those
/// parameters become `name*=charset''percent-encoded` (RFC 2231 §4).
final class ParameterForm {
    private static final String PLAIN = "!#$&+-.^_`|~";

    private ParameterForm() {}

    static String of(String value, Charset charset) {
        List<String> parts = new ArrayList<>();
        for (String part : parts(value)) {
            int equals = part.indexOf('=');
            if (HeaderForm.isAscii(part)) {
                parts.add(part);
            } else if (equals > 0 && HeaderForm.isAscii(part.substring(0, equals))) {
                String name = part.substring(0, equals).strip();
                String plain = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
                parts.add(plain + "*=" + charset.name().toLowerCase(Locale.ROOT) + "''"
                        + percent(unquoted(part.substring(equals + 1).strip()), charset));
            } else {
                parts.add(HeaderForm.encoded(part, 0, charset)); // no parameter, and nothing that a reader could use
            }
        }
        return String.join("; ", parts);
    }

    /// What is between semicolons outside of quotes.
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                parts.add(value.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(value.substring(from).strip());
        return parts;
    }

    static String unquoted(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            plain.append(c == '\\' && i + 1 < text.length() - 1 ? text.charAt(++i) : c);
        }
        return plain.toString();
    }

    private static String percent(String text, Charset charset) {
        StringBuilder encoded = new StringBuilder(text.length() * 2);
        for (byte b : text.getBytes(charset)) {
            boolean plain = (b >= '0' && b <= '9')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= 'a' && b <= 'z')
                    || (b > 0 && PLAIN.indexOf(b) >= 0);
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }
}

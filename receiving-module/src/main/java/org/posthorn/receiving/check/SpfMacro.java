package org.posthorn.receiving.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.posthorn.receiving.check.SpfResult.Status;

/// Macros of SPF records (RFC 7208 §7). Every text here is read once; the names it makes have 253 characters at most.
final class SpfMacro {
    /// Those of explanations (`c`, `r`, `t`) are errors elsewhere, and explanations are not made.
    private static final String LETTERS = "slodiphv";
    private static final String DELIMITERS = ".-+,/_=";
    private static final int MOST_NAME_CHARS = 253;
    private static final int MOST_LABELS = 128;

    private SpfMacro() {}

    /// @throws SpfErrorException PERMERROR when it is no macro string
    static void check(String text) throws SpfErrorException {
        literalFrom(text);
    }

    /// @throws SpfErrorException PERMERROR when it is no domain-spec: it ends with a macro or a top-level name
    static void checkDomain(String text) throws SpfErrorException {
        int from = literalFrom(text);
        if (text.isEmpty() || (from < text.length() && !endsWithTopLabel(text.substring(from)))) {
            throw error();
        }
    }

    /// The name that a domain-spec makes; its labels on the left give way when it is too long (§7.3).
    ///
    /// @param values of the letters
    static String expand(String text, IntFunction<String> values) throws SpfErrorException {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                i++;
                continue;
            }
            char kind = text.charAt(i + 1);
            if (kind == '{') {
                int end = text.indexOf('}', i);
                out.append(value(text.substring(i + 2, end), values));
                i = end + 1;
            } else {
                out.append(kind == '%' ? "%" : kind == '_' ? " " : "%20");
                i += 2;
            }
        }
        String name = out.toString();
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        while (name.length() > MOST_NAME_CHARS) {
            // Straight to the first label that fits.
            int dot = name.indexOf('.', name.length() - MOST_NAME_CHARS - 1);
            name = dot < 0 ? "" : name.substring(dot + 1);
        }
        return name;
    }

    /// Whether a macro of this letter is in a checked text.
    static boolean uses(String text, char letter) {
        for (int i = text.indexOf("%{"); i >= 0; i = text.indexOf("%{", i + 2)) {
            if (Character.toLowerCase(text.charAt(i + 2)) == letter) {
                return true;
            }
        }
        return false;
    }

    /// @param macro between the braces, checked
    private static String value(String macro, IntFunction<String> values) {
        char letter = macro.charAt(0);
        int i = 1;
        int last = MOST_LABELS;
        while (i < macro.length() && isDigit(macro.charAt(i))) {
            i++;
        }
        if (i > 1) {
            last = i > 4 ? MOST_LABELS : Integer.parseInt(macro.substring(1, i));
        }
        boolean reversed = i < macro.length() && (macro.charAt(i) == 'r' || macro.charAt(i) == 'R');
        String delimiters = macro.substring(reversed ? i + 1 : i);
        List<String> parts =
                parts(values.apply(Character.toLowerCase(letter)), delimiters.isEmpty() ? "." : delimiters);
        if (reversed) {
            Collections.reverse(parts);
        }
        String value = String.join(".", parts.subList(Math.max(0, parts.size() - last), parts.size()));
        return letter < 'a' ? escaped(value) : value;
    }

    private static List<String> parts(String value, String delimiters) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    /// RFC 3986 §2.1.
    private static String escaped(String value) {
        StringBuilder out = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isLetter(c) || isDigit(c) || "-._~".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    /// Checks a macro string, and tells where the literal text begins that it ends with.
    private static int literalFrom(String text) throws SpfErrorException {
        int literal = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < 0x21 || c > 0x7e) {
                throw error();
            }
            if (c != '%') {
                i++;
                continue;
            }
            char kind = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (kind == '{') {
                i = macroEnd(text, i + 2);
            } else if (kind == '%' || kind == '_' || kind == '-') {
                i += 2;
            } else {
                throw error();
            }
            literal = i;
        }
        return literal;
    }

    /// @return the index behind the brace
    private static int macroEnd(String text, int from) throws SpfErrorException {
        int i = from;
        if (i >= text.length() || LETTERS.indexOf(Character.toLowerCase(text.charAt(i++))) < 0) {
            throw error();
        }
        int digits = i;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        boolean zero = i > digits && text.substring(digits, i).chars().allMatch(c -> c == '0');
        if (i < text.length() && (text.charAt(i) == 'r' || text.charAt(i) == 'R')) {
            i++;
        }
        while (i < text.length() && DELIMITERS.indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        if (zero || i >= text.length() || text.charAt(i) != '}') {
            throw error();
        }
        return i + 1;
    }

    private static boolean endsWithTopLabel(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        int dot = text.lastIndexOf('.', end - 1);
        if (dot < 0 || dot + 1 >= end || text.charAt(dot + 1) == '-' || text.charAt(end - 1) == '-') {
            return false;
        }
        boolean number = true;
        for (int i = dot + 1; i < end; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '-') {
                return false;
            }
            number &= isDigit(c);
        }
        return !number;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static SpfErrorException error() {
        return new SpfErrorException(Status.PERMERROR, "syntax: a macro or a domain");
    }
}

package org.posthorn.engine.mime;

import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The tokens of a structured header value (RFC 822 §3.3 with the specials of RFC 2045 §5.1), as JavaMail up to 1.4
/// tells them apart: SES refuses what that parser refused, in its words. One pass, forward.
///
/// White space and comments stand between tokens and count for nothing. Bytes above 127 and control characters are
/// tokens of their own, so outside of quotes they fit nowhere.
final class HeaderTokens {
    private static final String SPECIALS = "()<>@,;:\\\"\t []/?=";

    enum Kind {
        ATOM,
        QUOTED,
        SPECIAL,
        END
    }

    /// @param text without quotes; `null` at the end, as the parser's texts name it
    record Token(Kind kind, String text) {
        boolean isSpecial(char c) {
            return kind == Kind.SPECIAL && text.charAt(0) == c;
        }
    }

    private static final Token END = new Token(Kind.END, "null");

    private final String value;
    private int at;

    /// @param value unfolded, a character for each byte
    HeaderTokens(String value) {
        this.value = value;
    }

    /// The next token; the end again and again once it is reached.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a comment or a quoted string without an end
    Token next() {
        skipBlanksAndComments();
        if (at == value.length()) {
            return END;
        }
        char c = value.charAt(at);
        if (c == '"') {
            return quoted();
        }
        if (isSpecial(c)) {
            at++;
            return new Token(Kind.SPECIAL, String.valueOf(c));
        }
        int start = at;
        while (at < value.length() && !isSpecial(value.charAt(at))) {
            at++;
        }
        return new Token(Kind.ATOM, value.substring(start, at));
    }

    private void skipBlanksAndComments() {
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c == '(') {
                skipComment();
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int open = 0;
        do {
            if (at >= value.length()) {
                throw invalid("Unbalanced comments");
            }
            char c = value.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                open++;
            } else if (c == ')') {
                open--;
            }
        } while (open > 0);
        at = Math.min(at, value.length());
    }

    private Token quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"') {
                at++;
                return new Token(Kind.QUOTED, text.toString());
            }
            if (c == '\\' && ++at == value.length()) {
                break;
            }
            text.append(value.charAt(at));
        }
        throw invalid("Unbalanced quoted string");
    }

    private static boolean isSpecial(char c) {
        return c < ' ' || c >= 0x7f || SPECIALS.indexOf(c) >= 0;
    }

    static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}

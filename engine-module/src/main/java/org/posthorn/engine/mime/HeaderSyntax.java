package org.posthorn.engine.mime;

import static org.posthorn.engine.mime.HeaderTokens.Kind.ATOM;
import static org.posthorn.engine.mime.HeaderTokens.Kind.END;
import static org.posthorn.engine.mime.HeaderTokens.Kind.QUOTED;

import org.posthorn.engine.SesException;
import org.posthorn.engine.mime.HeaderTokens.Token;

/// What `Content-Type` and `Content-Disposition` must look like for SES: as JavaMail up to 1.4 wants them, refused in
/// that parser's words. Later ones name the whole value, which SES was never seen to do.
final class HeaderSyntax {
    private HeaderSyntax() {}

    /// `type/subtype` and parameters. Those texts that name a MIME type are a guess: older versions had none.
    ///
    /// @return type and subtype alone
    /// @throws SesException INVALID_PARAMETER_VALUE
    static String checkContentType(String value) {
        HeaderTokens tokens = new HeaderTokens(value);
        String type = expectAtom(tokens.next(), "MIME type");
        Token slash = tokens.next();
        if (!slash.isSpecial('/')) {
            throw HeaderTokens.invalid("Expected '/', got " + slash.text());
        }
        String subtype = expectAtom(tokens.next(), "MIME subtype");
        checkParameters(tokens);
        return type + "/" + subtype;
    }

    /// A word and parameters.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE
    static void checkContentDisposition(String value) {
        HeaderTokens tokens = new HeaderTokens(value);
        expectAtom(tokens.next(), "disposition");
        checkParameters(tokens);
    }

    private static String expectAtom(Token token, String what) {
        if (token.kind() != ATOM) {
            throw HeaderTokens.invalid("Expected " + what + ", got " + token.text());
        }
        return token.text();
    }

    /// `; name=value` any number of times, and maybe a last semicolon.
    private static void checkParameters(HeaderTokens tokens) {
        for (Token token = tokens.next(); token.kind() != END; token = tokens.next()) {
            if (!token.isSpecial(';')) {
                throw expected("';'", token);
            }
            Token name = tokens.next();
            if (name.kind() == END) {
                return;
            }
            if (name.kind() != ATOM) {
                throw expected("parameter name", name);
            }
            Token equals = tokens.next();
            if (!equals.isSpecial('=')) {
                throw expected("'='", equals);
            }
            Token value = tokens.next();
            if (value.kind() != ATOM && value.kind() != QUOTED) {
                throw expected("parameter value", value);
            }
        }
    }

    private static SesException expected(String what, Token token) {
        return HeaderTokens.invalid("Expected " + what + ", got \"" + token.text() + "\"");
    }
}

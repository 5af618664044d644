package org.posthorn.engine.receipt;

import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The names of receipt rule sets, rules and filters: up to 64 letters, digits, dots, underscores and hyphens of ASCII,
/// with a letter or a digit at both ends.
public final class ReceiptNames {
    private ReceiptNames() {}

    /// Whether a text has only characters that a name may have, and at least one.
    public static boolean hasForm(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isAlphanumeric(c) || c == '_' || c == '.' || c == '-');
    }

    static boolean isName(String text) {
        return text.length() <= Limits.NAME_CHARS
                && hasForm(text)
                && isAlphanumeric(text.charAt(0))
                && isAlphanumeric(text.charAt(text.length() - 1));
    }

    /// @param parameter such as `ruleName`
    /// @throws SesException INVALID_PARAMETER_VALUE for what is no name
    static void check(String parameter, String name) {
        if (!isName(name)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Not a valid " + parameter + ": " + name);
        }
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}

package org.posthorn.engine.configurationset;

import java.util.Locale;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The names that accounts give: up to 64 letters, digits, underscores and dashes.
final class Names {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+");

    private Names() {}

    /// @param what is named, as a sentence begins
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    static void check(String what, String name) {
        if (name.isEmpty()) {
            throw invalid(what + " name must be specified.");
        }
        if (name.length() > Limits.NAME_CHARS) {
            throw invalid(what + " name cannot exceed " + Limits.NAME_CHARS + " characters.");
        }
        if (!FORM.matcher(name).matches()) {
            throw invalid("Invalid " + what.toLowerCase(Locale.ROOT) + " name <" + name
                    + ">: only alphanumeric ASCII characters, '_', and '-' are allowed.");
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}

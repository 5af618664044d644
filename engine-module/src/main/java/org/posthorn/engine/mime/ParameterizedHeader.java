package org.posthorn.engine.mime;

import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// A value with parameters (`Content-Type`, `Content-Disposition`), its values decoded by Jakarta Mail (RFC 2231). What
/// SES makes of its form is [HeaderSyntax]'s.
///
/// @param value in front of the first semicolon
record ParameterizedHeader(String value, @Nullable ParameterList parameters) {
    /// @throws SesException INVALID_PARAMETER_VALUE with the parser's text
    static ParameterizedHeader parse(String text) {
        int semicolon = text.indexOf(';');
        String value = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        if (semicolon < 0) {
            return new ParameterizedHeader(value, null);
        }
        try {
            return new ParameterizedHeader(value, new ParameterList(text.substring(semicolon)));
        } catch (ParseException e) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, String.valueOf(e.getMessage()));
        }
    }

    /// With RFC 2231 continuations joined and decoded.
    Optional<String> parameter(String name) {
        return parameters == null ? Optional.empty() : Optional.ofNullable(parameters.get(name));
    }
}

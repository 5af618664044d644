package org.posthorn.api.v1;

import java.util.Optional;
import org.posthorn.api.call.PageToken;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// What API v1 says of tokens.
public final class ListToken {
    private ListToken() {}

    /// The name that a list goes on behind; an empty one without a token.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a token that was not made for this list
    public static String open(PageToken tokens, Optional<String> token) {
        return token.map(text -> tokens.open(text)
                        .orElseThrow(() -> new SesException(SesError.INVALID_PARAMETER_VALUE, "NextToken is invalid.")))
                .orElse("");
    }
}

package org.posthorn.api.call;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The opaque `NextToken` of the listing operations: the last name of the page before.
public final class PageToken {
    private static final String MARK = "1:";

    private PageToken() {}

    public static String after(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + name).getBytes(StandardCharsets.UTF_8));
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a token that was not made here
    public static String open(String token) {
        String opened;
        try {
            opened = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            opened = "";
        }
        if (!opened.startsWith(MARK)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "NextToken is invalid.");
        }
        return opened.substring(MARK.length());
    }
}

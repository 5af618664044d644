package org.posthorn.api.v2.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Paging;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// How the lists of tenants and what hangs on them come in pages: here the framework's words tell the value. How many
/// there are on a page when nobody asks is a guess.
public final class TenantPages {
    private static final int MOST = 100;

    private TenantPages() {}

    /// @param kind of the list, and what it is a list of: a token holds for the same question only
    /// @throws SesException VALIDATION_ERROR with SES's text, for both at once
    public static Paging of(String kind, Optional<Integer> size, Optional<String> token) {
        List<String> wrong = new ArrayList<>();
        size.filter(asked -> asked < 1)
                .ifPresent(asked -> wrong.add(value(asked, "pageSize") + "have value greater than or equal to 1"));
        size.filter(asked -> asked > MOST)
                .ifPresent(asked -> wrong.add(value(asked, "pageSize") + "have value less than or equal to " + MOST));
        token.filter(String::isEmpty)
                .ifPresent(asked -> wrong.add(value("", "nextToken") + "have length greater than or equal to 1"));
        if (!wrong.isEmpty()) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    wrong.size() + " validation error" + (wrong.size() == 1 ? "" : "s") + " detected: "
                            + String.join("; ", wrong));
        }
        return new Paging(kind, MOST, MOST, asked -> "", asked -> "Invalid Next Token");
    }

    private static String value(Object value, String path) {
        return "Value '" + value + "' at '" + path + "' failed to satisfy constraint: Member must ";
    }
}

package org.posthorn.api.call;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// How many items of a list a caller wants at once.
public final class PageSize {
    private PageSize() {}

    /// @param name of the parameter, such as `MaxItems`
    /// @param most the most there may be on a page, and how many there are when the caller does not say
    /// @throws SesException INVALID_PARAMETER_VALUE unless it is 1 to `most`
    public static int of(String name, Optional<Integer> maxItems, int most) {
        int max = maxItems.orElse(most);
        if (max < 1 || max > most) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, name + " must be between 1 and " + most + " inclusive.");
        }
        return max;
    }
}

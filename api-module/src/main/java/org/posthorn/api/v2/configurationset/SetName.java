package org.posthorn.api.v2.configurationset;

import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;

/// The name of a configuration set, which API v2 checks before it looks for the set.
final class SetName {
    private SetName() {}

    /// @throws SesException INVALID_PARAMETER_VALUE for what is none
    static String check(String name) {
        if (name.isEmpty()) {
            // API v1 has no article.
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "The configuration set name must be specified.");
        }
        ConfigurationSets.checkName(name);
        return name;
    }
}

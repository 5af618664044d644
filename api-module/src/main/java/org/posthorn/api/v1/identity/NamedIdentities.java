package org.posthorn.api.v1.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;

/// What the `GetIdentity…Attributes` operations have in common: facts about up to 100 identities, by name.
final class NamedIdentities {
    private static final int MOST = Limits.IDENTITIES_PER_CALL;

    private NamedIdentities() {}

    /// Each identity that is known, under the name that the caller gave, in the caller's order; the rest is left out.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for too many names and for those that can't be an identity
    static <T> Map<String, T> describe(
            Identities identities, Tenant tenant, List<String> names, Function<Identity, T> fact) {
        if (names.size() > MOST) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "The number of identities (" + names.size() + ") exceeds the maximum of " + MOST + ".");
        }
        Map<String, T> facts = new LinkedHashMap<>();
        for (String name : names) {
            if (!Identities.mayBeIdentity(name)) {
                throw Identities.unknown(name);
            }
            identities.find(tenant, name).ifPresent(identity -> facts.put(name, fact.apply(identity)));
        }
        return facts;
    }
}

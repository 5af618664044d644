package org.posthorn.api.v2.identity;

import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;

/// Finds the identity that an operation is about.
final class KnownIdentity {
    private KnownIdentity() {}

    /// For those operations that say it so: what SES says of an unknown identity is another text in almost each.
    ///
    /// @throws SesException NOT_FOUND
    static Identity find(Identities identities, Tenant tenant, String name) {
        return identities
                .find(tenant, name)
                .orElseThrow(() -> new SesException(SesError.NOT_FOUND, "Email identity " + name + " does not exist."));
    }
}

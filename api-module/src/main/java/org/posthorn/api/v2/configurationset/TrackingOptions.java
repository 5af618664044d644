package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.SetOptions.HttpsPolicy;

/// The domain that the links of its messages lead through, and which of them are HTTPS.
record TrackingOptions(String customRedirectDomain, Optional<HttpsPolicy> httpsPolicy) {
    /// @throws SesException INVALID_PARAMETER_VALUE for no domain, INVALID_TRACKING_OPTIONS for one that is not
    /// verified
    static String checkedDomain(ConfigurationSets sets, Tenant tenant, String domain) {
        if (domain.isBlank()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "CustomRedirectDomain must be specified.");
        }
        return sets.redirectDomain(tenant, domain);
    }

    TrackingOptions checked(ConfigurationSets sets, Tenant tenant) {
        return new TrackingOptions(checkedDomain(sets, tenant, customRedirectDomain), httpsPolicy);
    }

    ConfigurationSet in(ConfigurationSet set) {
        return set.withTracking(true, Optional.of(customRedirectDomain))
                .withOptions(options -> options.withHttpsPolicy(httpsPolicy));
    }

    /// Empty when it has none.
    static Optional<TrackingOptions> of(ConfigurationSet set) {
        return set.redirectDomain()
                .map(domain -> new TrackingOptions(domain, set.options().httpsPolicy()));
    }
}

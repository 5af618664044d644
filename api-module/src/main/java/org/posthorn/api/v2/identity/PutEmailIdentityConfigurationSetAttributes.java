package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.record.InPath;

/// Sets the configuration set that an identity's mail has when it names none, by whatever way it comes; or clears it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityConfigurationSetAttributes.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/configuration-set")
final class PutEmailIdentityConfigurationSetAttributes
        implements Action<PutEmailIdentityConfigurationSetAttributes.Request, NoResult> {
    record Request(@InPath String emailIdentity, Optional<String> configurationSetName) {}

    private final Identities identities;
    private final ConfigurationSets sets;

    PutEmailIdentityConfigurationSetAttributes(Identities identities, ConfigurationSets sets) {
        this.identities = identities;
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        String name = request.emailIdentity();
        Optional<String> set = request.configurationSetName().filter(text -> !text.isEmpty());
        if (identities.find(tenant, name).isEmpty()) {
            throw unknown(name);
        }
        set.ifPresent(its -> sets.get(tenant, its));
        if (!identities.setConfigurationSet(tenant, name, set)) {
            throw unknown(name);
        }
        return NoResult.NO_RESULT;
    }

    private static SesException unknown(String name) {
        return new SesException(SesError.NOT_FOUND, "Identity <" + name + "> does not exist.");
    }
}

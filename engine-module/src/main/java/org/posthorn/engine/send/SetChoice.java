package org.posthorn.engine.send;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.IdentityArn;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Identity;

/// Which configuration set a message has: the one that it names, else that of the identity it is sent under (SES
/// Developer Guide, "Assigning a default configuration set"). A verified address has its own or none: not its domain's.
///
/// Another account's identity gives none, since sets are of the sender's account.
final class SetChoice {
    private final ConfigurationSets sets;
    private final Identities identities;

    SetChoice(ConfigurationSets sets, Identities identities) {
        this.sets = sets;
        this.identities = identities;
    }

    /// @param named by the message
    /// @param source under which it is sent
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, CONFIGURATION_SET_SENDING_PAUSED; for API v2
    ///     INVALID_PARAMETER_VALUE when the identity's set was deleted
    Optional<ConfigurationSet> choose(Caller caller, Optional<String> named, Claim source) {
        Tenant tenant = caller.tenant();
        if (named.isPresent()) {
            return Optional.of(sets.forSending(tenant, named.get()));
        }
        Optional<String> standing = identity(tenant, source).flatMap(Identity::configurationSet);
        if (caller.apiVersion() == 2
                && standing.filter(name -> sets.find(tenant, name).isEmpty()).isPresent()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, "Configuration set <" + standing.get() + "> does not exist.");
        }
        return standing.map(name -> sets.forSending(tenant, name));
    }

    private Optional<Identity> identity(Tenant tenant, Claim source) {
        Optional<IdentityArn> named = source.arn().flatMap(IdentityArn::parse);
        return named.isPresent()
                ? named.filter(arn -> arn.owner().equals(tenant))
                        .flatMap(arn -> identities.find(tenant, arn.name()))
                        .filter(Identity::isVerified)
                : identities.covering(tenant, source.address().bare());
    }
}

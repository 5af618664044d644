package org.posthorn.api.v2.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NewIdentities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Registers an address, which is mailed a link, or a domain, which gets its DKIM keys; with its tags and its default
/// configuration set, all at once.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html
@Route(method = "POST", path = "/identities")
final class CreateEmailIdentity implements Action<CreateEmailIdentity.Request, CreateEmailIdentity.Response> {
    record Request(
            String emailIdentity,
            List<Tag> tags,
            Optional<DkimSigningAttributes> dkimSigningAttributes,
            Optional<String> configurationSetName) {}

    record Response(Kind identityType, boolean verifiedForSendingStatus, Optional<DkimAttributes> dkimAttributes) {}

    private final Identities identities;
    private final NewIdentities made;
    private final DkimSettings dkim;
    private final ConfigurationSets sets;
    private final Tags tags;
    private final String zone;

    CreateEmailIdentity(
            Identities identities,
            NewIdentities made,
            DkimSettings dkim,
            ConfigurationSets sets,
            Tags tags,
            String zone) {
        this.identities = identities;
        this.made = made;
        this.dkim = dkim;
        this.sets = sets;
        this.tags = tags;
        this.zone = zone;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        String name = NewIdentities.checkName(request.emailIdentity());
        if (identities.find(tenant, name).isPresent()) {
            // In SES's own grammar.
            throw new SesException(
                    SesError.ALREADY_EXISTS, "Email identity " + request.emailIdentity() + " already exist.");
        }
        List<Settings.Change<?>> more = new ArrayList<>();
        more.add(tags.made(tenant, new Resource(Resource.Type.IDENTITY, name), Tag.toMap(request.tags())));
        Optional<String> set = request.configurationSetName().filter(text -> !text.isEmpty());
        set.ifPresent(its -> sets.get(tenant, its));
        Optional<Dkim> keys = keys(name, request.dkimSigningAttributes());
        keys.ifPresent(its -> more.add(new Settings.Change<>(Tables.DKIM, tenant, name, Optional.of(its))));
        Identity identity = made.create(tenant, name, set, more);
        return new Response(
                Kind.of(identity.type()),
                identity.isVerified(),
                keys.map(its -> DkimAttributes.of(Optional.of(its), zone).ofNew()));
    }

    private Optional<Dkim> keys(String name, Optional<DkimSigningAttributes> asked) {
        if (name.contains("@")) {
            if (asked.isPresent()) {
                // Where it comes in the order is a guess.
                throw PutEmailIdentityDkimSigningAttributes.noDomain();
            }
            return Optional.empty();
        }
        return Optional.of(dkim.made(asked.orElse(DkimSigningAttributes.NONE).choice("dkimSigningAttributes")));
    }
}

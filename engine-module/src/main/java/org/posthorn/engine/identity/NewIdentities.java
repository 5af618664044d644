package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;

/// Makes identities with all that is said of them at once (SES API v2 Reference, "CreateEmailIdentity"). Safe for use
/// by many threads.
@Singleton
public final class NewIdentities {
    private final Settings settings;
    private final Identities identities;
    private final VerificationMail mail;
    private final InstantSource clock;
    private final boolean verifyAtOnce;

    /// @param verifyAtOnce dev mode: whatever is asked for is verified, and no mail goes out
    @Inject
    public NewIdentities(
            Settings settings,
            Identities identities,
            VerificationMail mail,
            InstantSource clock,
            @VerifyAtOnce boolean verifyAtOnce) {
        this.settings = settings;
        this.identities = identities;
        this.mail = mail;
        this.clock = clock;
        this.verifyAtOnce = verifyAtOnce;
    }

    /// Registers what is no identity yet, in one write; an address is mailed its link. On disk when this returns.
    ///
    /// @param name [checked][#checkName]
    /// @param set that its mail has when it names none
    /// @param more written together with it
    /// @throws SesException LIMIT_EXCEEDED, THROTTLING
    public Identity create(Tenant tenant, String name, Optional<String> set, List<Settings.Change<?>> more) {
        identities.checkRoom(tenant, name);
        Instant now = clock.instant();
        Instant expiresAt = Identities.linkEnd(now);
        boolean isAddress = name.contains("@");
        Identity made = (isAddress
                        ? identities.newAddress(name, now, expiresAt)
                        : identities.askedAgain(name, Optional.empty(), now))
                .withConfigurationSet(set);
        List<Settings.Change<?>> changes = new ArrayList<>(more);
        changes.add(new Settings.Change<>(Tables.IDENTITIES, tenant, name, Optional.of(made)));
        if (isAddress && !verifyAtOnce) {
            mail.send(tenant, name, now, expiresAt, () -> settings.write(changes));
        } else {
            settings.write(changes);
        }
        return made;
    }

    /// @return the name that an address or a domain has as an identity
    /// @throws SesException INVALID_PARAMETER_VALUE for what is neither
    public static String checkName(String name) {
        if (name.contains("@") || name.isBlank()) {
            Identities.checkAddress(name);
            return name;
        }
        return Identities.checkDomain(name);
    }
}

package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Verification;

/// The MAIL FROM domains of identities: with one, mail leaves with a return path on the sender's own domain, so that
/// SPF is aligned (RFC 7489 §3.1.2). Safe for use by many threads.
@Singleton
public final class MailFromDomains {
    /// With a return path's local part of 54 characters the address has 254 at most (RFC 5321 §4.5.3.1.3).
    private static final int DOMAIN_CHARS = 199;

    private final Table<MailFrom> table;
    private final Identities identities;
    private final InstantSource clock;
    private final boolean verifyAtOnce;

    /// @param verifyAtOnce dev mode: records count as published
    @Inject
    public MailFromDomains(
            Settings settings, Identities identities, InstantSource clock, @VerifyAtOnce boolean verifyAtOnce) {
        this.table = settings.table(Tables.MAIL_FROM);
        this.identities = identities;
        this.clock = clock;
        this.verifyAtOnce = verifyAtOnce;
    }

    /// Gives an identity a MAIL FROM domain, whose records are looked for from now on; again when it had given up.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity, or the domain is not below its own
    public void set(Tenant tenant, String identity, String domain, OnMxFailure onMxFailure) {
        Identity known = known(tenant, identity);
        String name = Identities.checkDomain(domain);
        if (name.length() > DOMAIN_CHARS) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Domain " + domain + " is invalid.");
        }
        if (!name.endsWith("." + Identities.domainOf(known.name()))) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Provided MAIL-FROM domain <" + domain + "> is not subdomain of the domain of the identity <"
                            + identity + ">.");
        }
        Verification asked = Verification.asked(clock.instant(), verifyAtOnce);
        table.update(
                tenant,
                known.name(),
                before -> Optional.of(before.filter(same -> same.domain().equals(name)
                                && same.verification().isVerified())
                        .map(same -> new MailFrom(name, onMxFailure, same.verification()))
                        .orElseGet(() -> new MailFrom(name, onMxFailure, asked))));
    }

    /// Lets an identity's mail leave with the return path of this installation again.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity
    public void clear(Tenant tenant, String identity) {
        table.delete(tenant, known(tenant, identity).name());
    }

    /// What was set for exactly this identity.
    public Optional<MailFrom> of(Tenant tenant, Identity identity) {
        return table.get(tenant, identity.name());
    }

    /// The domain of the return path of mail from an address, by the most specific verified identity that has one;
    /// empty for that of this installation.
    ///
    /// @throws SesException MAIL_FROM_DOMAIN_NOT_VERIFIED when its records are missing and mail is to be refused then
    public Optional<String> domainFor(Tenant tenant, String bareAddress) {
        Optional<MailFrom> chosen = names(bareAddress).stream()
                .filter(name -> identities
                        .find(tenant, name)
                        .filter(Identity::isVerified)
                        .isPresent())
                .flatMap(name -> table.get(tenant, name).stream())
                .findFirst();
        if (chosen.filter(mailFrom -> !mailFrom.isUsable() && mailFrom.onMxFailure() == OnMxFailure.RejectMessage)
                .isPresent()) {
            // The text is a guess: no document has it.
            throw new SesException(SesError.MAIL_FROM_DOMAIN_NOT_VERIFIED, "Mail FROM domain is not verified.");
        }
        return chosen.filter(MailFrom::isUsable).map(MailFrom::domain);
    }

    /// Identities that cover an address, the most specific first: itself, without its label, its domain, parent
    /// domains.
    private static List<String> names(String bareAddress) {
        List<String> names = new ArrayList<>(List.of(bareAddress));
        int at = bareAddress.lastIndexOf('@');
        int plus = bareAddress.indexOf('+');
        if (plus > 0 && plus < at) {
            names.add(bareAddress.substring(0, plus) + bareAddress.substring(at));
        }
        names.addAll(Identities.domainsOf(bareAddress));
        return names;
    }

    /// One that is still pending will do: whoever sets up a domain by program names its MAIL FROM domain in the same
    /// run, before DNS has the records. One report of the real service refusing that stands against programs that
    /// live by it.
    private Identity known(Tenant tenant, String identity) {
        return identities
                .find(tenant, identity)
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE, "Identity <" + identity + "> does not exist."));
    }
}

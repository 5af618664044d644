package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityCertificates;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Which certificates are for which senders of an identity. That is all that is known of them: the certificates
/// themselves are in no store of this installation, so nothing is signed with them. Safe for use by many threads.
@Singleton
public final class IdentityCertificateList {
    /// Of one identity; a guess, no document has a number.
    public static final int MOST = 100;

    private final Table<IdentityCertificates> table;
    private final Identities identities;

    @Inject
    public IdentityCertificateList(Settings settings, Identities identities) {
        this.table = settings.table(Tables.IDENTITY_CERTIFICATES);
        this.identities = identities;
    }

    /// Gives a sender a certificate; nobody looks at it. On disk when this returns.
    ///
    /// @param from the sender; not needed for an address, whose only sender it is
    /// @throws SesException NOT_FOUND for an unknown identity, ALREADY_EXISTS when the sender has one,
    ///     INVALID_PARAMETER_VALUE for what is no sender of the identity, and for too many
    public void associate(Tenant tenant, String name, Optional<String> from, String arn) {
        Identity identity = known(tenant, name);
        String sender = sender(identity, from);
        table.update(tenant, identity.name(), before -> {
            List<IdentityCertificates.OfSender> others = others(before, sender);
            if (others.size() < of(before).size()) {
                throw new SesException(
                        SesError.ALREADY_EXISTS,
                        "A certificate is already associated with sender <" + sender + "> on identity <"
                                + identity.name() + ">.");
            }
            if (others.size() >= MOST) {
                // The text is a guess, too.
                throw invalid(
                        "Number of certificates for <" + identity.name() + "> exceeds the maximum of " + MOST + ".");
            }
            others.add(new IdentityCertificates.OfSender(sender, arn));
            others.sort(Comparator.comparing(IdentityCertificates.OfSender::fromAddress));
            return Optional.of(new IdentityCertificates(others));
        });
    }

    /// Takes a sender's certificate away; nothing happens when it has none. On disk when this returns.
    ///
    /// @throws SesException NOT_FOUND for an unknown identity, INVALID_PARAMETER_VALUE for what is no sender of it
    public void disassociate(Tenant tenant, String name, Optional<String> from) {
        Identity identity = known(tenant, name);
        String sender = sender(identity, from);
        table.update(
                tenant,
                identity.name(),
                before -> Optional.of(others(before, sender))
                        .filter(left -> !left.isEmpty())
                        .map(IdentityCertificates::new));
    }

    /// By their senders.
    ///
    /// @throws SesException NOT_FOUND for an unknown identity
    public List<IdentityCertificates.OfSender> list(Tenant tenant, String name) {
        return of(table.get(tenant, known(tenant, name).name()));
    }

    private static List<IdentityCertificates.OfSender> of(Optional<IdentityCertificates> row) {
        return row.map(IdentityCertificates::certificates).orElse(List.of());
    }

    private static List<IdentityCertificates.OfSender> others(Optional<IdentityCertificates> before, String sender) {
        List<IdentityCertificates.OfSender> others = new ArrayList<>(of(before));
        others.removeIf(certificate -> certificate.fromAddress().equals(sender));
        return others;
    }

    /// An address is the only sender of itself; below a domain any may be.
    private static String sender(Identity identity, Optional<String> from) {
        Optional<String> given = from.filter(text -> !text.isEmpty());
        if (given.isEmpty()) {
            if (identity.type() == IdentityType.Domain) {
                throw invalid("FromAddress is required when EmailIdentity is a domain.");
            }
            return identity.name();
        }
        String sender = given.get();
        if (!Address.isWellFormed(sender)) {
            throw invalid("FromAddress <" + sender + "> is not a valid email address.");
        }
        if (identity.type() == IdentityType.Domain
                && !Identities.domainsOf(sender).contains(identity.name())) {
            throw invalid(
                    "FromAddress <" + sender + "> does not belong to the domain identity <" + identity.name() + ">.");
        }
        if (identity.type() == IdentityType.EmailAddress && !sender.equals(identity.name())) {
            // The text is a guess: it was not seen.
            throw invalid("FromAddress <" + sender + "> is not the identity <" + identity.name() + ">.");
        }
        return sender;
    }

    private Identity known(Tenant tenant, String name) {
        return identities
                .find(tenant, name)
                .orElseThrow(
                        () -> new SesException(SesError.NOT_FOUND, "Email identity <" + name + "> does not exist."));
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}

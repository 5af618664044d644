package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tenant.TenantAssociations;

/// The addresses and domains that tenants may send from: asked for, verified, looked up (SES Developer Guide, "verified
/// identities"). Safe for use by many threads.
///
/// Differs from SES: the limit of 10,000 identities holds for an account over all its regions, where SES has it in
/// each.
///
/// Addresses keep their case, domains are held in lower case, as SES does.
///
/// Longer than 400 lines because whatever asks for, proves, changes or ends an identity writes the same row.
@Singleton
public final class Identities {
    /// What goes with an identity.
    private static final List<TableName<?>> OF_AN_IDENTITY = List.of(
            Tables.IDENTITIES,
            Tables.DKIM,
            Tables.IDENTITY_CERTIFICATES,
            Tables.MAIL_FROM,
            Tables.POLICIES,
            Tables.NOTIFICATIONS);

    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private final Settings settings;
    private final Table<Identity> table;
    private final TenantAssociations associations;
    private final VerificationMail mail;
    private final VerificationToken tokens;
    private final InstantSource clock;
    private final boolean verifyAtOnce;
    private final SecureRandom random = new SecureRandom();

    /// @param verifyAtOnce dev mode: whatever is asked for is verified, and no mail goes out
    @Inject
    public Identities(
            Settings settings,
            TenantAssociations associations,
            VerificationMail mail,
            VerificationToken tokens,
            InstantSource clock,
            @VerifyAtOnce boolean verifyAtOnce) {
        this.settings = settings;
        this.table = settings.table(Tables.IDENTITIES);
        this.associations = associations;
        this.mail = mail;
        this.tokens = tokens;
        this.clock = clock;
        this.verifyAtOnce = verifyAtOnce;
    }

    /// Registers an address and mails it the link that verifies it; again for an address that is known.
    ///
    /// Differs from SES: asked again within five minutes, the address gets no second mail, since the first one is on
    /// its way and its link still works.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad address, LIMIT_EXCEEDED, THROTTLING
    public void verifyEmail(Tenant tenant, String address) {
        checkAddress(address);
        Instant now = clock.instant();
        Instant expiresAt = linkEnd(now);
        checkRoom(tenant, address);
        if (isAsked(tenant, address, now)) {
            return;
        }
        if (verifyAtOnce || verified(tenant, address).isPresent()) {
            register(tenant, address, now, expiresAt);
        } else {
            mail.send(tenant, address, now, expiresAt, () -> register(tenant, address, now, expiresAt));
        }
    }

    private boolean isAsked(Tenant tenant, String address, Instant now) {
        return !verifyAtOnce
                && table.get(tenant, address)
                        .filter(known -> known.status() == VerificationStatus.Pending)
                        .filter(known -> known.requestedAt()
                                .plus(Limits.VERIFICATION_MAIL_GAP)
                                .isAfter(now))
                        .isPresent();
    }

    /// A link for a mail by another hand.
    ///
    /// @param expiresAt when it stops working
    public record Link(String url, Instant expiresAt) {}

    /// The link that verifies an address, for a mail by another hand; it works for 24 hours from now, once the address
    /// is [registered][#registerEmail] with it.
    ///
    /// @param template of that mail
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad address
    public Link linkFor(Tenant tenant, String address, String template) {
        checkAddress(address);
        Instant expiresAt = linkEnd(clock.instant());
        return new Link(mail.link(tenant, address, expiresAt, Optional.of(template)), expiresAt);
    }

    /// Registers an address whose link is mailed by another hand; nothing changes for one that is verified.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad address
    public void registerEmail(Tenant tenant, String address, Link link) {
        checkAddress(address);
        register(tenant, address, clock.instant(), link.expiresAt());
    }

    static Instant linkEnd(Instant now) {
        return now.plus(Limits.VERIFICATION_LINK).truncatedTo(ChronoUnit.MILLIS);
    }

    private Identity register(Tenant tenant, String address, Instant now, Instant expiresAt) {
        checkRoom(tenant, address);
        return table.update(
                        tenant,
                        address,
                        known -> Optional.of(known.filter(Identity::isVerified).orElseGet(() -> {
                            Identity asked = newAddress(address, now, expiresAt);
                            return known.map(before ->
                                            before.asked(asked.status(), Optional.empty(), now, asked.nextCheckAt()))
                                    .orElse(asked);
                        })))
                .orElseThrow();
    }

    Identity newAddress(String address, Instant now, Instant expiresAt) {
        return new Identity(
                address,
                IdentityType.EmailAddress,
                verifyAtOnce ? VerificationStatus.Success : VerificationStatus.Pending,
                Optional.empty(),
                now,
                verifyAtOnce ? Optional.empty() : Optional.of(expiresAt),
                true);
    }

    /// Registers a domain; it verifies when the returned token is found in its TXT record. The same token every time.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad domain
    public String verifyDomain(Tenant tenant, String domain) {
        String name = checkDomain(domain);
        checkRoom(tenant, name);
        Instant now = clock.instant();
        return table.update(tenant, name, known -> Optional.of(askedAgain(name, known, now)))
                .flatMap(Identity::verificationToken)
                .orElseThrow();
    }

    Identity askedAgain(String domain, Optional<Identity> known, Instant now) {
        if (known.filter(Identity::isVerified)
                .filter(identity -> identity.verificationToken().isPresent())
                .isPresent()) {
            return known.get();
        }
        VerificationStatus status =
                verifyAtOnce || known.filter(Identity::isVerified).isPresent()
                        ? VerificationStatus.Success
                        : VerificationStatus.Pending;
        Optional<String> token = known.flatMap(Identity::verificationToken).or(() -> Optional.of(newToken()));
        Optional<Instant> nextCheckAt = verifyAtOnce ? Optional.empty() : Optional.of(now);
        return known.map(before -> before.asked(status, token, now, nextCheckAt))
                .orElseGet(() -> new Identity(domain, IdentityType.Domain, status, token, now, nextCheckAt, true));
    }

    /// Verifies an address or domain on the operator's word.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name
    public Identity vouch(Tenant tenant, String name) {
        boolean isAddress = name.contains("@");
        if (isAddress) {
            checkAddress(name);
        }
        String key = isAddress ? name : checkDomain(name);
        checkRoom(tenant, key);
        return table.update(
                        tenant,
                        key,
                        known -> Optional.of(
                                known.map(identity -> identity.withStatus(VerificationStatus.Success, Optional.empty()))
                                        .orElseGet(() -> new Identity(
                                                key,
                                                isAddress ? IdentityType.EmailAddress : IdentityType.Domain,
                                                VerificationStatus.Success,
                                                isAddress ? Optional.empty() : Optional.of(newToken()),
                                                clock.instant(),
                                                Optional.empty(),
                                                true))))
                .orElseThrow();
    }

    /// What a verification link is for; changes nothing.
    ///
    /// @return empty when the token is forged
    public Optional<Confirmation> look(String token) {
        return tokens.open(token)
                .map(claim -> new Confirmation(
                        claim.tenant(),
                        claim.template(),
                        table.get(claim.tenant(), claim.address())
                                .filter(identity -> claim.isFor(identity, clock.instant()))));
    }

    /// Redeems the token of a verification link.
    ///
    /// @return empty when the token is forged
    public Optional<Confirmation> confirm(String token) {
        return look(token)
                .map(seen -> new Confirmation(
                        seen.tenant(),
                        seen.template(),
                        seen.identity()
                                .flatMap(identity -> table.update(
                                        seen.tenant(),
                                        identity.name(),
                                        known -> known.map(now ->
                                                now.withStatus(VerificationStatus.Success, Optional.empty()))))));
    }

    /// What came of a link.
    ///
    /// @param template of the mail that it stood in, if that was not of ours
    /// @param identity empty when the link was too old, or not that of the last request, or its address was deleted
    public record Confirmation(Tenant tenant, Optional<String> template, Optional<Identity> identity) {}

    /// The identity of exactly that name (domains in any case).
    public Optional<Identity> find(Tenant tenant, String name) {
        return table.get(tenant, key(name));
    }

    /// Up to `max` identities behind the name `after` (empty for the start), of one type when given.
    public List<Identity> list(Tenant tenant, Optional<IdentityType> type, String after, int max) {
        return list(
                tenant,
                identity -> type.filter(other -> other != identity.type()).isEmpty(),
                after,
                max);
    }

    /// Up to `max` identities that are wanted, behind the name `after` (empty for the start).
    public List<Identity> list(Tenant tenant, Predicate<Identity> wanted, String after, int max) {
        List<Identity> found = new ArrayList<>();
        String position = after;
        while (found.size() < max) {
            List<Table.Row<Identity>> page = table.page(tenant, position, max);
            for (Table.Row<Identity> row : page) {
                if (found.size() < max && wanted.test(row.value())) {
                    found.add(row.value());
                }
            }
            if (page.size() < max) {
                break;
            }
            position = page.getLast().name();
        }
        return found;
    }

    /// The most specific verified identity that covers a bare address: the address, the address without its label, its
    /// domain, then parent domains.
    public Optional<Identity> covering(Tenant tenant, String bareAddress) {
        int at = bareAddress.lastIndexOf('@');
        Optional<Identity> exact = verified(tenant, bareAddress);
        int plus = bareAddress.indexOf('+');
        if (exact.isEmpty() && plus > 0 && plus < at) {
            exact = verified(tenant, bareAddress.substring(0, plus) + bareAddress.substring(at));
        }
        return exact.or(() -> domainsOf(bareAddress).stream()
                .flatMap(domain -> verified(tenant, domain).stream())
                .findFirst());
    }

    /// Whether a domain is verified, or one that it is below.
    public boolean hasVerified(Tenant tenant, String domain) {
        return domainsOf(domain).stream()
                .anyMatch(name -> verified(tenant, name).isPresent());
    }

    /// Sets the configuration set that an identity's mail has when it names none, or clears it.
    ///
    /// @return false when there is no such identity
    public boolean setConfigurationSet(Tenant tenant, String name, Optional<String> set) {
        return table.update(tenant, key(name), known -> known.map(identity -> identity.withConfigurationSet(set)))
                .isPresent();
    }

    /// Removes an identity with its keys, its MAIL FROM domain, its policies, its topics, its certificates and its
    /// tags; nothing happens when there is none.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE while a sending tenant may use it
    public void delete(Tenant tenant, String name) {
        Resource resource = new Resource(Resource.Type.IDENTITY, key(name));
        associations.checkUnused(tenant, resource);
        List<Settings.Change<?>> changes = new ArrayList<>();
        OF_AN_IDENTITY.forEach(its -> changes.add(new Settings.Change<>(its, tenant, key(name), Optional.empty())));
        changes.add(new Settings.Change<>(Tables.REPUTATION_STATES, tenant, resource.key(), Optional.empty()));
        changes.add(new Settings.Change<>(Tables.TAGS, tenant, resource.key(), Optional.empty()));
        settings.write(changes);
    }

    /// Switches feedback by mail on or off.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity
    public void setForwarding(Tenant tenant, String name, boolean enabled) {
        if (table.update(tenant, key(name), known -> known.map(identity -> identity.withForwarding(enabled)))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// SES's answer to a name that is no identity of the tenant.
    public static SesException unknown(String name) {
        return new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Identity " + name + " is invalid. Must be a verified email address or domain.");
    }

    private Optional<Identity> verified(Tenant tenant, String name) {
        return table.get(tenant, name).filter(Identity::isVerified);
    }

    void checkRoom(Tenant tenant, String name) {
        if (table.get(tenant, name).isEmpty()
                && table.count(tenant.accountId(), Limits.IDENTITIES) >= Limits.IDENTITIES) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED, "Maximum number of identities (" + Limits.IDENTITIES + ") exceeded.");
        }
    }

    private static String key(String name) {
        return name.contains("@") ? name : name.toLowerCase(Locale.ROOT);
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for what is no address
    public static void checkAddress(String address) {
        if (address.isBlank()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Email address not specified.");
        }
        if (!Address.isWellFormed(address)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid email address<" + address + ">.");
        }
    }

    /// The domain of an address, or a domain itself, in lower case.
    static String domainOf(String name) {
        return name.substring(name.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /// The domain of an address and its parent domains, the nearest first, in lower case.
    public static List<String> domainsOf(String bareAddress) {
        List<String> domains = new ArrayList<>();
        String domain = domainOf(bareAddress);
        domains.add(domain);
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.')) {
            domain = domain.substring(dot + 1);
            domains.add(domain);
        }
        return domains;
    }

    /// @return it in lower case
    /// @throws SesException INVALID_PARAMETER_VALUE for what is no domain; one label is enough, as in SES
    static String checkDomain(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (!DOMAIN.matcher(lower).matches()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Domain " + domain + " is invalid.");
        }
        return lower;
    }

    /// Whether a name can be that of an identity, known or not: an address, a domain, or the ARN of either.
    public static boolean mayBeIdentity(String name) {
        return DOMAIN.matcher(name.toLowerCase(Locale.ROOT)).matches()
                || Address.isWellFormed(name)
                || IdentityArn.parse(name).isPresent();
    }

    /// 32 random bytes in base64, as SES's tokens.
    private String newToken() {
        byte[] token = new byte[32];
        random.nextBytes(token);
        return Base64.getEncoder().encodeToString(token);
    }
}

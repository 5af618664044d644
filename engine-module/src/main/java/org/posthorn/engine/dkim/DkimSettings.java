package org.posthorn.engine.dkim;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.VerifyAtOnce;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Verification;

/// Which identities sign their mail, and with what (SES Developer Guide, "Easy DKIM"). Safe for use by many threads.
@Singleton
public final class DkimSettings {
    /// Keys of a domain: one signs, two are published ahead.
    static final int KEYS = 3;

    private static final Duration A_DAY = Duration.ofDays(1);

    private final Table<Dkim> table;
    private final Identities identities;
    private final DkimKeys keys;
    private final Dns dns;
    private final InstantSource clock;
    private final boolean ed25519;
    private final boolean verifyAtOnce;

    /// @param ed25519 whether domains get an Ed25519 key beside the others
    /// @param verifyAtOnce dev mode: keys count as published
    @Inject
    public DkimSettings(
            Settings settings,
            Identities identities,
            DkimKeys keys,
            Dns dns,
            InstantSource clock,
            @WithEd25519 boolean ed25519,
            @VerifyAtOnce boolean verifyAtOnce) {
        this.table = settings.table(Tables.DKIM);
        this.identities = identities;
        this.keys = keys;
        this.dns = dns;
        this.clock = clock;
        this.ed25519 = ed25519;
        this.verifyAtOnce = verifyAtOnce;
    }

    /// Gives a domain its keys, and looks for them in DNS from now on. The same tokens every time, unless the keys were
    /// lost with the installation's; a domain that is no identity yet becomes one.
    ///
    /// @return the tokens
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad domain
    public List<String> verifyDomain(Tenant tenant, String domain) {
        if (identities
                .find(tenant, domain)
                .filter(identity -> identity.type() == IdentityType.Domain)
                .isEmpty()) {
            identities.verifyDomain(tenant, domain);
        }
        String name = domain.toLowerCase(Locale.ROOT);
        // Made outside the update, which may run more than once.
        List<DkimKey> made = new ArrayList<>();
        Optional<Dkim> lost = table.get(tenant, name).filter(dkim -> !isUsable(dkim));
        if (lost.isPresent() || table.get(tenant, name).isEmpty()) {
            for (int i = 0; i < KEYS; i++) {
                made.add(keys.generate());
            }
        }
        Optional<Dkim.Second> second = newSecond();
        Verification asked = Verification.asked(clock.instant(), verifyAtOnce);
        return table.update(
                        tenant,
                        name,
                        stored -> stored.filter(dkim -> !lost.equals(stored))
                                .map(dkim -> askedAgain(dkim, asked))
                                .map(dkim -> dkim.second().isPresent() || Dkim.areGiven(dkim.keys())
                                        ? dkim
                                        : dkim.withSecond(second))
                                .or(() -> made.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Dkim(true, asked, false, 0, made, second)
                                                .withTimes(Optional.of(clock.instant()), Optional.empty()))))
                .map(Dkim::tokens)
                // Deleted by another call at this moment.
                .orElseGet(() -> verifyDomain(tenant, domain));
    }

    private static Dkim askedAgain(Dkim dkim, Verification asked) {
        Dkim again = dkim.verification().isVerified() ? dkim : dkim.withVerification(asked, dkim.verifiedDomain());
        return again.withComing(again.coming().map(coming -> new Dkim.Coming(coming.keys(), asked)));
    }

    /// The keys of a domain that is new, to be written together with it.
    public Dkim made(KeyChoice choice) {
        Instant now = clock.instant();
        List<DkimKey> chosen = keys.make(choice);
        return new Dkim(
                        true,
                        Verification.asked(now, verifyAtOnce),
                        false,
                        0,
                        chosen,
                        Dkim.areGiven(chosen) ? Optional.empty() : newSecond())
                .withTimes(Optional.of(now), Optional.empty());
    }

    /// Gives a domain other keys, unless it has those that are chosen; their records are looked for from now on, and
    /// until they are found the keys before still sign, so that no mail leaves unsigned meanwhile.
    ///
    /// Differs from SES: who goes back from a key of his own to ours gets new tokens once his key had taken over, and
    /// so does who wants keys of another length, since each token is the name of one record.
    ///
    /// @param domain an identity
    /// @throws SesException INVALID_PARAMETER_VALUE for another length of keys twice in a day
    public Dkim change(Tenant tenant, String domain, KeyChoice choice) {
        Optional<Dkim> before = table.get(tenant, domain);
        Dkim after =
                before.filter(this::isUsable).map(dkim -> changed(dkim, choice)).orElseGet(() -> made(choice));
        return table.update(tenant, domain, current -> current.equals(before) ? Optional.of(after) : current)
                .filter(after::equals)
                // Changed by another call at this moment.
                .orElseGet(() -> change(tenant, domain, choice));
    }

    private Dkim changed(Dkim dkim, KeyChoice choice) {
        Instant now = clock.instant();
        Verification asked = Verification.asked(now, verifyAtOnce);
        if (isSame(choice, dkim.wanted())) {
            return askedAgain(dkim, asked);
        }
        Optional<Instant> lengthChanged = changesLength(choice, dkim.wanted()) ? Optional.of(now) : Optional.empty();
        if (lengthChanged.isPresent()
                && dkim.lengthChangedAt().filter(now.minus(A_DAY)::isBefore).isPresent()) {
            // The rule is documented, the text is a guess.
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, "The signing key length can be changed at most once per day.");
        }
        if (dkim.coming().isPresent() && isSame(choice, dkim.keys())) {
            return dkim.withComing(Optional.empty());
        }
        KeyChoice exact =
                choice instanceof KeyChoice.Ours ours && ours.bits().isEmpty() && !Dkim.areGiven(dkim.wanted())
                        ? new KeyChoice.Ours(
                                Optional.of(DkimKeys.bits(dkim.wanted().getFirst())))
                        : choice;
        List<DkimKey> chosen = keys.make(exact);
        Dkim next = dkim.verification().isVerified() && !verifyAtOnce
                ? dkim.withComing(Optional.of(new Dkim.Coming(chosen, asked)))
                : dkim.replaced(chosen, asked);
        return next.withTimes(Optional.of(now), lengthChanged.or(dkim::lengthChangedAt));
    }

    private static boolean isSame(KeyChoice choice, List<DkimKey> known) {
        return switch (choice) {
            case KeyChoice.Ours ours -> !Dkim.areGiven(known) && !changesLength(choice, known);
            case KeyChoice.Given given ->
                Dkim.areGiven(known)
                        && known.getFirst().token().equals(given.selector())
                        && known.getFirst()
                                .publicKey()
                                .equals(Base64.getEncoder()
                                        .encodeToString(given.pair().getPublic().getEncoded()));
        };
    }

    private static boolean changesLength(KeyChoice choice, List<DkimKey> known) {
        return choice instanceof KeyChoice.Ours ours
                && !Dkim.areGiven(known)
                && ours.bits()
                        .filter(bits -> bits != DkimKeys.bits(known.getFirst()))
                        .isPresent();
    }

    /// Whether the domain's keys can be opened, so that its mail can be signed.
    public boolean isUsable(Dkim dkim) {
        return dkim.all().stream().allMatch(keys::opens);
    }

    private Optional<Dkim.Second> newSecond() {
        return ed25519 ? Optional.of(new Dkim.Second(keys.generateEd25519(), verifyAtOnce)) : Optional.empty();
    }

    /// Switches signatures on or off.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity, or its keys are not published
    public void setEnabled(Tenant tenant, String name, boolean enabled) {
        setEnabled(tenant, name, enabled, Verification::isVerified);
    }

    /// Switches signatures on or off, whether or not the keys are published yet.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity, or its domain has no keys
    public void setEnabledAhead(Tenant tenant, String name, boolean enabled) {
        setEnabled(tenant, name, enabled, verification -> true);
    }

    private void setEnabled(Tenant tenant, String name, boolean enabled, Predicate<Verification> mayBe) {
        Optional<Identity> identity = identities.find(tenant, name);
        Optional<Verification> verification = identity.flatMap(known -> ofDomain(tenant, domainOf(known.name())))
                .map(Dkim::verification)
                .filter(mayBe);
        if (verification.isEmpty()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Domain " + domainOf(name) + " is not verified for DKIM signing.");
        }
        table.update(
                tenant,
                identity.orElseThrow().name(),
                known -> Optional.of(known.map(dkim -> dkim.withEnabled(enabled))
                        .orElseGet(() -> new Dkim(
                                enabled,
                                new Verification(
                                        verification.get().status(),
                                        verification.get().since(),
                                        Optional.empty()),
                                false,
                                0,
                                List.of(),
                                Optional.empty()))));
    }

    /// How mail of an identity is signed: the keys are those of its domain. Empty when that has none.
    public Optional<Dkim> of(Tenant tenant, Identity identity) {
        Optional<Dkim> domain = ofDomain(tenant, domainOf(identity.name()));
        return identity.type() == IdentityType.Domain
                ? domain
                : domain.map(dkim -> table.get(tenant, identity.name())
                        .map(own -> dkim.withEnabled(own.enabled()))
                        .orElse(dkim));
    }

    /// The key to sign mail from an address with: of its domain or the nearest parent domain that signs.
    Optional<Signer> signerFor(Tenant tenant, String bareAddress) {
        Optional<Boolean> own = table.get(tenant, bareAddress).map(Dkim::enabled);
        for (String name : Identities.domainsOf(bareAddress)) {
            Optional<Dkim> dkim = table.get(tenant, name);
            if (dkim.filter(d -> d.verification().isVerified()).isPresent()) {
                return dkim.filter(d -> own.orElse(d.enabled())).map(d -> new Signer(name, d.signing()));
            }
        }
        return Optional.empty();
    }

    record Signer(String domain, List<DkimKey> keys) {}

    /// Lets the next key sign, and makes a new one in the place of the last: its private part is gone for good, and
    /// its record must be replaced in DNS once the mail that it signed has arrived. An Ed25519 key beside it is
    /// replaced by one of another selector, which signs as soon as it is published.
    ///
    /// @return empty when the domain signs nothing, or with a key that was given, or the next key can't be found in DNS
    public Optional<Dkim> rotate(Tenant tenant, String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        Optional<Dkim> before = table.get(tenant, name);
        if (before.filter(dkim -> dkim.verification().isVerified() && !Dkim.areGiven(dkim.keys()))
                .isEmpty()) {
            return Optional.empty();
        }
        Dkim dkim = before.get();
        int next = (dkim.active() + 1) % KEYS;
        boolean published =
                verifyAtOnce || DkimVerifier.find(dns, name, dkim.keys().get(next)) == Verification.Finding.PRESENT;
        if (!published) {
            return Optional.empty();
        }
        List<DkimKey> renewed = new ArrayList<>(dkim.keys());
        renewed.set(dkim.active(), keys.generate(dkim.activeKey().token(), DkimKeys.bits(dkim.activeKey())));
        Dkim rotated = dkim.withKeys(next, renewed, clock.instant()).withSecond(newSecond());
        return table.update(tenant, name, current -> current.equals(before) ? Optional.of(rotated) : current);
    }

    private Optional<Dkim> ofDomain(Tenant tenant, String domain) {
        return table.get(tenant, domain);
    }

    private static String domainOf(String name) {
        return name.substring(name.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}

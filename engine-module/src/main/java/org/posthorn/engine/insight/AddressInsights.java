package org.posthorn.engine.insight;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;

/// What can be told of an address without sending to it: its form, where its domain's mail goes, what it looks like,
/// and whether it refused this tenant's mail before. Asks DNS one question; blocks for that. Safe for use by many
/// threads.
@Singleton
public final class AddressInsights {
    /// RFC 2142, and what large receivers call so besides.
    private static final Set<String> ROLES = Set.of(
            "abuse",
            "accounts",
            "admin",
            "administrator",
            "billing",
            "contact",
            "ftp",
            "help",
            "hostmaster",
            "hr",
            "info",
            "jobs",
            "legal",
            "mail",
            "mailer-daemon",
            "marketing",
            "news",
            "no-reply",
            "noc",
            "noreply",
            "office",
            "postmaster",
            "press",
            "privacy",
            "root",
            "sales",
            "security",
            "spam",
            "support",
            "team",
            "usenet",
            "uucp",
            "webmaster",
            "www");

    /// A few that are well known; there are thousands.
    private static final Set<String> DISPOSABLE = Set.of(
            "10minutemail.com",
            "discard.email",
            "dispostable.com",
            "fakeinbox.com",
            "getnada.com",
            "guerrillamail.com",
            "maildrop.cc",
            "mailinator.com",
            "mintemail.com",
            "mohmal.com",
            "sharklasers.com",
            "temp-mail.org",
            "throwawaymail.com",
            "trashmail.com",
            "yopmail.com");

    /// Letters of a row without a vowel that no name has.
    private static final int CONSONANTS = 6;

    private final Dns dns;
    private final SuppressionList suppressed;

    @Inject
    public AddressInsights(Dns dns, SuppressionList suppressed) {
        this.dns = dns;
        this.suppressed = suppressed;
    }

    /// How sure it is that something holds.
    public enum Verdict {
        LOW,
        MEDIUM,
        HIGH
    }

    public record Insights(
            Verdict valid,
            Verdict syntax,
            Verdict dnsRecords,
            Verdict mailbox,
            Verdict role,
            Verdict disposable,
            Verdict random) {}

    /// @param text whatever somebody typed
    public Insights of(Tenant tenant, String text) {
        if (!Address.isWellFormed(text)) {
            return new Insights(
                    Verdict.LOW, Verdict.LOW, Verdict.LOW, Verdict.LOW, Verdict.LOW, Verdict.LOW, Verdict.LOW);
        }
        int at = text.lastIndexOf('@');
        String local = text.substring(0, at).toLowerCase(Locale.ROOT);
        String domain = text.substring(at + 1).toLowerCase(Locale.ROOT);
        Verdict records = records(domain);
        boolean refused = suppressed
                .of(tenant, text)
                .filter(entry -> entry.reason() == Suppressed.Reason.BOUNCE)
                .isPresent();
        Verdict mailbox = refused || records == Verdict.LOW ? Verdict.LOW : Verdict.MEDIUM;
        Verdict disposable = sure(DISPOSABLE.contains(domain));
        return new Insights(
                disposable == Verdict.HIGH ? Verdict.LOW : mailbox,
                Verdict.HIGH,
                records,
                mailbox,
                sure(ROLES.contains(withoutLabel(local))),
                disposable,
                sure(isRandom(withoutLabel(local))));
    }

    private static Verdict sure(boolean holds) {
        return holds ? Verdict.HIGH : Verdict.LOW;
    }

    private static String withoutLabel(String local) {
        int plus = local.indexOf('+');
        return plus > 0 ? local.substring(0, plus) : local;
    }

    /// Hosts that take mail without an MX record (RFC 5321 §5.1) are rare, and not asked for.
    private Verdict records(String domain) {
        Optional<String> name = ascii(domain);
        if (name.isEmpty()) {
            return Verdict.LOW;
        }
        return switch (dns.mx(name.get())) {
            case DnsAnswer.Found<MxRecord> found ->
                sure(!found.values().getFirst().exchanger().isEmpty());
            case DnsAnswer.Absent<MxRecord> absent -> Verdict.LOW;
            case DnsAnswer.Unavailable<MxRecord> unavailable -> Verdict.MEDIUM;
        };
    }

    private static Optional<String> ascii(String domain) {
        try {
            return domain.startsWith("[") ? Optional.empty() : Optional.of(IDN.toASCII(domain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// As keys that were hit at random: many consonants in a row.
    private static boolean isRandom(String local) {
        int row = 0;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            boolean consonant = c >= 'a' && c <= 'z' && "aeiouy".indexOf(c) < 0;
            row = consonant ? row + 1 : 0;
            if (row >= CONSONANTS) {
                return true;
            }
        }
        return false;
    }
}

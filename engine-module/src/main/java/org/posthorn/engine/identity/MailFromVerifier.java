package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Verification;
import org.posthorn.engine.settings.Verification.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for the records of MAIL FROM domains in DNS: one MX that leads here, and an SPF record.
///
/// Differs from SES: the MX of a MAIL FROM domain leads to `mail.domain`, where SES has
/// `feedback-smtp.{region}.amazonses.com`, and any SPF record that allows some host will do, where SES looks for its
/// own `include`.
@Singleton
public final class MailFromVerifier {
    private static final Logger log = LoggerFactory.getLogger(MailFromVerifier.class);

    private final Table<MailFrom> table;
    private final Dns dns;
    private final String mailDomain;
    private final InstantSource clock;

    /// @param mailDomain where mail to return paths arrives, `mail.domain`
    @Inject
    public MailFromVerifier(Settings settings, Dns dns, @MailDomain String mailDomain, InstantSource clock) {
        this.table = settings.table(Tables.MAIL_FROM);
        this.dns = dns;
        this.mailDomain = mailDomain.toLowerCase(Locale.ROOT);
        this.clock = clock;
    }

    /// Deals with every domain whose check is due. Called once in a while by the owner's thread.
    public void checkDue() {
        Instant now = clock.instant();
        table.forEachDue(now, row -> check(row, now));
    }

    private void check(Table.Row<MailFrom> row, Instant now) {
        MailFrom before = row.value();
        Verification was = before.verification();
        Verification is = was.after(worst(mx(dns, before.domain(), mailDomain), spf(dns, before.domain())), now);
        MailFrom after = before.withVerification(is);
        // Only if nobody changed it meanwhile.
        table.update(
                row.tenant(),
                row.name(),
                current -> current.equals(Optional.of(before)) ? Optional.of(after) : current);
        if (is.status() != was.status()) {
            log.info(
                    "mail_from={} identity={} account={} region={} status={} was={}",
                    before.domain(),
                    row.name(),
                    row.tenant().accountId(),
                    row.tenant().region(),
                    is.status(),
                    was.status());
        }
    }

    private static Finding worst(Finding one, Finding other) {
        if (one == Finding.UNKNOWN || other == Finding.UNKNOWN) {
            return Finding.UNKNOWN;
        }
        return one == Finding.PRESENT ? other : one;
    }

    /// Whether mail to the domain comes here: by one MX record, of `mail.domain` or of a host that it names itself.
    public static Finding mx(Dns dns, String domain, String mailDomain) {
        return switch (dns.mx(domain)) {
            case DnsAnswer.Found<MxRecord> found -> {
                if (found.values().size() != 1) {
                    yield Finding.ABSENT;
                }
                String exchanger = found.values().getFirst().exchanger();
                yield exchanger.equals(mailDomain) ? Finding.PRESENT : exchangerOf(dns, mailDomain, exchanger);
            }
            case DnsAnswer.Absent<MxRecord> absent -> Finding.ABSENT;
            case DnsAnswer.Unavailable<MxRecord> unavailable -> Finding.UNKNOWN;
        };
    }

    private static Finding exchangerOf(Dns dns, String mailDomain, String exchanger) {
        return switch (dns.mx(mailDomain)) {
            case DnsAnswer.Found<MxRecord> found ->
                !exchanger.isEmpty()
                                && found.values().stream()
                                        .anyMatch(mx -> mx.exchanger().equals(exchanger))
                        ? Finding.PRESENT
                        : Finding.ABSENT;
            case DnsAnswer.Absent<MxRecord> absent -> Finding.ABSENT;
            case DnsAnswer.Unavailable<MxRecord> unavailable -> Finding.UNKNOWN;
        };
    }

    /// Whether the domain has one SPF record (RFC 7208 §4.5), and that allows some host.
    public static Finding spf(Dns dns, String domain) {
        return switch (dns.txt(domain)) {
            case DnsAnswer.Found<String> found -> {
                List<String> records =
                        found.values().stream().filter(Spf::isSpf).toList();
                yield records.size() == 1 && Spf.allowsSome(records.getFirst()) ? Finding.PRESENT : Finding.ABSENT;
            }
            case DnsAnswer.Absent<String> absent -> Finding.ABSENT;
            case DnsAnswer.Unavailable<String> unavailable -> Finding.UNKNOWN;
        };
    }
}

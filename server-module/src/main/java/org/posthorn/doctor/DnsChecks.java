package org.posthorn.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.dkim.DkimVerifier;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.identity.Dmarc;
import org.posthorn.engine.identity.MailFromVerifier;
import org.posthorn.engine.identity.Proof;
import org.posthorn.engine.identity.Spf;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Verification;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Finding;
import org.posthorn.server.RunFiles;
import org.posthorn.server.ServerModule;
import org.posthorn.smtp.dns.DnsClient;

/// What `posthorn doctor` says of DNS: the records that the identities' owners were asked for, DMARC of their domains,
/// SPF where return paths are (`mail.domain` and MAIL FROM domains), and how mail comes back to `mail.domain`.
///
/// Most of these records are other people's to publish, so that they are missing is a warning.
public final class DnsChecks {
    /// Domains that are asked about, and rows that are read to find them.
    private static final int MOST_DOMAINS = 100;

    /// After this many questions without an answer no more are asked: each takes its time.
    private static final int MOST_FAILURES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String DNS = "DNS";
    private static final String VERIFICATION = "verification";

    private final Dns dns;
    private final List<Finding> findings = new ArrayList<>();
    private int failures;

    private DnsChecks(Dns dns) {
        this.dns = dns;
    }

    public static List<Finding> findings(PosthornConfig config, RunFiles files) {
        if (config.mode().verifyAtOnce()) {
            return List.of(Finding.ok(DNS, "not asked: with --dev identities are verified at once"));
        }
        DnsChecks checks = new DnsChecks(client(config));
        checks.mailDomain(config.mail().domain());
        try {
            StoredDomains stored = StoredDomains.read(files);
            checks.identities(stored);
            stored.mailFrom().stream()
                    .limit(MOST_DOMAINS)
                    .forEach(domain -> checks.mailFrom(domain, config.mail().domain()));
        } catch (IOException e) {
            checks.findings.add(Finding.bad(
                    "identities",
                    String.valueOf(CommandFailedException.of(e).getMessage()),
                    "run this as the user that runs the server"));
        } catch (CommandFailedException e) {
            checks.findings.add(Finding.bad(
                    "identities", String.valueOf(e.getMessage()), "run this as the user that runs the server"));
        }
        return checks.findings;
    }

    /// With the configured name servers, and not for long: an operator waits.
    public static DnsClient client(PosthornConfig config) {
        return new DnsClient(
                config.dns().servers().stream().map(ServerModule::address).toList(), PATIENCE, 1);
    }

    private void mailDomain(String domain) {
        if (domain.equals("localhost")) {
            findings.add(Finding.warn(
                    "mail.domain",
                    "mail.domain is localhost: no bounce finds its way back",
                    "set it to a domain of yours whose MX leads to inbound.listen"));
            return;
        }
        switch (dns.mx(domain)) {
            case DnsAnswer.Found<MxRecord> found -> {
                MxRecord first = found.values().getFirst();
                findings.add(
                        first.exchanger().isEmpty()
                                ? Finding.bad(
                                        "mail.domain",
                                        domain + " takes no mail (null MX, RFC 7505), so no bounce comes back",
                                        "let its MX lead to inbound.listen")
                                : Finding.ok("mail.domain", domain + " has MX " + first.exchanger()));
            }
            case DnsAnswer.Absent<MxRecord> absent ->
                findings.add(Finding.warn(
                        "mail.domain",
                        domain + " has no MX record; bounces go to its address, if it has one (RFC 5321 5.1)",
                        "publish an MX record that leads to inbound.listen"));
            case DnsAnswer.Unavailable<MxRecord> unavailable -> fail(domain, unavailable.reason());
        }
        spf(domain, "mail leaves with a return path at " + domain);
    }

    private void identities(StoredDomains stored) {
        Set<String> policies = new HashSet<>();
        for (StoredDomains.Owned owned :
                stored.domains().stream().limit(MOST_DOMAINS).toList()) {
            verification(owned);
            signature(owned);
            if (policies.add(owned.domain().name())) {
                dmarc(owned.domain().name());
            }
        }
        if (stored.domains().size() > MOST_DOMAINS) {
            findings.add(Finding.ok(
                    "identities",
                    "only the first " + MOST_DOMAINS + " of " + stored.domains().size() + " domains were asked about"));
        }
    }

    private void verification(StoredDomains.Owned owned) {
        Identity domain = owned.domain();
        Optional<String> token = domain.verificationToken();
        if (token.isEmpty()) {
            return;
        }
        String told = "_amazonses." + domain.name();
        for (String name : List.of(told, domain.name())) {
            Optional<List<String>> values = ask(name, () -> dns.txt(name));
            if (values.isEmpty()) {
                return;
            }
            if (values.get().contains(token.get())) {
                findings.add(Finding.ok(VERIFICATION, name + " TXT is as it should be"));
                return;
            }
        }
        findings.add(
                switch (Proof.of(domain, owned.dkim())) {
                    case WORD ->
                        Finding.ok(VERIFICATION, domain.name() + " is vouched for; record not there (not needed)");
                    case DKIM ->
                        Finding.ok(VERIFICATION, domain.name() + " is verified by DKIM; record not there (not needed)");
                    case NONE, RECORD ->
                        Finding.warn(
                                VERIFICATION,
                                told + " TXT is missing or has another value",
                                "publish: " + told + " TXT \"" + token.get() + "\"");
                });
    }

    /// Whether mail from the domain is signed, by its own keys or a parent domain's, and whether these are in DNS.
    private void signature(StoredDomains.Owned owned) {
        String domain = owned.domain().name();
        owned.dkim().ifPresent(dkim -> dkim.all().forEach(key -> dkim(domain, key)));
        if (owned.dkim().filter(dkim -> !dkim.enabled()).isPresent()) {
            findings.add(unsigned(domain, "its signatures are switched off", "call SetIdentityDkimEnabled"));
        } else if (owned.dkim().isEmpty() && !owned.signedByParent()) {
            findings.add(unsigned(
                    domain,
                    "it has no DKIM keys",
                    "call VerifyDomainDkim, then publish what `posthorn identity dns " + domain + "` shows"));
        } else if (owned.dkim()
                        .filter(dkim -> !dkim.verification().isVerified())
                        .isPresent()
                && !owned.signedByParent()) {
            findings.add(unsigned(
                    domain,
                    "its DKIM keys were not found in DNS yet",
                    "publish what `posthorn identity dns " + domain + "` shows"));
        }
    }

    private static Finding unsigned(String domain, String why, String mend) {
        return Finding.warn(
                "DKIM",
                "mail from " + domain + " leaves unsigned: " + why,
                mend + "; without a signature it passes DMARC by a MAIL FROM domain only");
    }

    private void mailFrom(String domain, String mailDomain) {
        String both = "MX 10 " + mailDomain + " and TXT \"v=spf1 include:" + mailDomain + " ~all\"";
        List<Verification.Finding> found =
                List.of(MailFromVerifier.mx(dns, domain, mailDomain), MailFromVerifier.spf(dns, domain));
        if (found.contains(Verification.Finding.UNKNOWN)) {
            fail(domain, "no name server said");
        } else if (found.contains(Verification.Finding.ABSENT)) {
            findings.add(Finding.warn(
                    "MAIL FROM",
                    domain + " has not the MX and SPF records that a MAIL FROM domain needs",
                    "publish: " + domain + " " + both));
        } else {
            findings.add(Finding.ok("MAIL FROM", domain + " has its MX and SPF records"));
        }
    }

    private void dkim(String domain, DkimKey key) {
        String name = key.recordName(domain);
        if (failures >= MOST_FAILURES) {
            return;
        }
        switch (DkimVerifier.find(dns, domain, key)) {
            case PRESENT -> findings.add(Finding.ok("DKIM", name + " has the key"));
            case ABSENT ->
                findings.add(Finding.warn(
                        "DKIM",
                        name + " has not the key that signs, or will sign, for " + domain,
                        "publish what `posthorn identity dns " + domain + "` shows"));
            case UNKNOWN -> fail(name, "no name server said");
        }
    }

    /// RFC 7208 §4.5: the record is the one that begins with the version; more than one is an error.
    private void spf(String domain, String why) {
        Optional<List<String>> texts = ask(domain, () -> dns.txt(domain));
        if (texts.isEmpty()) {
            return;
        }
        List<String> records = texts.get().stream().filter(Spf::isSpf).toList();
        if (records.size() == 1 && Spf.allowsSome(records.getFirst())) {
            findings.add(Finding.ok("SPF", domain + ": " + records.getFirst()));
            return;
        }
        findings.add(Finding.warn(
                "SPF",
                domain
                        + (records.isEmpty()
                                ? " has no SPF record"
                                : records.size() > 1
                                        ? " has several SPF records, which is an error (RFC 7208 4.5)"
                                        : " has an SPF record that allows no host: " + records.getFirst())
                        + "; " + why,
                "publish one TXT record at " + domain
                        + " that names what delivers, such as \"v=spf1 ip4:192.0.2.1 -all\""));
    }

    private void dmarc(String domain) {
        if (failures >= MOST_FAILURES) {
            return;
        }
        switch (Dmarc.find(dns, domain)) {
            case Dmarc.Answer.Policy policy ->
                findings.add(Finding.ok("DMARC", policy.name() + ": " + policy.record()));
            case Dmarc.Answer.NoPolicy none ->
                findings.add(Finding.warn(
                        "DMARC",
                        none.name() + " has no policy: " + none.record(),
                        "add p=none, p=quarantine or p=reject"));
            case Dmarc.Answer.None none ->
                findings.add(Finding.warn(
                        "DMARC",
                        domain + " has no DMARC record; large receivers refuse bulk mail without one",
                        "publish: _dmarc." + domain + " TXT \"v=DMARC1; p=none\", and a stricter policy later"));
            case Dmarc.Answer.Unknown unknown -> fail(unknown.name(), unknown.reason());
        }
    }

    private interface Question {
        DnsAnswer<String> ask();
    }

    /// @return the values, none when there is no such record; empty when nobody could say
    private Optional<List<String>> ask(String name, Question question) {
        if (failures >= MOST_FAILURES) {
            return Optional.empty();
        }
        return switch (question.ask()) {
            case DnsAnswer.Found<String> found -> Optional.of(found.values());
            case DnsAnswer.Absent<String> absent -> Optional.of(List.of());
            case DnsAnswer.Unavailable<String> unavailable -> {
                fail(name, unavailable.reason());
                yield Optional.empty();
            }
        };
    }

    private void fail(String name, String reason) {
        failures++;
        findings.add(Finding.warn(
                DNS,
                "no answer about " + name + ": " + reason + (failures < MOST_FAILURES ? "" : "; no more is asked"),
                "look at the domain's name servers, and at dns.servers or, without it, /etc/resolv.conf"));
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.Proof;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.Receivers;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.wiring.EngineConfig;

@Help("Tells the DNS records that a domain needs, and which were found when they were last looked for.")
public final class IdentityDns implements Command<IdentityDns.Request, List<IdentityDns.DnsRecord>> {
    public record Request(String name, String account, Optional<String> region) {}

    /// The value comes last since it is long.
    ///
    /// @param needed false when the domain is verified without this record, or it is a suggestion
    public record DnsRecord(String name, String type, String state, boolean needed, String value) {
        DnsRecord(String name, String type, String state, String value) {
            this(name, type, state, true, value);
        }
    }

    private final Domains domains;
    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final Predicate<Tenant> receives;
    private final String mailDomain;

    @Inject
    IdentityDns(
            Domains domains, DkimSettings dkim, MailFromDomains mailFrom, Receivers receivers, EngineConfig config) {
        this(domains, dkim, mailFrom, receivers::receives, config.mailDomain());
    }

    /// @param receives whether a tenant takes mail for its domains
    /// @param mailDomain where the aliases of selectors lead to, `mail.domain`
    public IdentityDns(
            Domains domains,
            DkimSettings dkim,
            MailFromDomains mailFrom,
            Predicate<Tenant> receives,
            String mailDomain) {
        this.receives = receives;
        this.domains = domains;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.mailDomain = mailDomain;
    }

    @Override
    public List<DnsRecord> perform(Request asked) {
        Domains.Found found = domains.find(asked.name(), asked.account(), asked.region());
        Identity domain = found.domain();
        List<DnsRecord> records = new ArrayList<>();
        Optional<Dkim> signing = dkim.of(found.tenant(), domain);
        domain.verificationToken().ifPresent(token -> records.add(verification(domain, token, signing)));
        signing.ifPresent(keys -> addKeys(domain.name(), keys, records));
        mailFrom.of(found.tenant(), domain).ifPresent(known -> {
            String state = known.verification().status().name();
            records.add(new DnsRecord(known.domain(), "MX", state, "10 " + mailDomain));
            records.add(new DnsRecord(known.domain(), "TXT", state, "v=spf1 include:" + mailDomain + " ~all"));
        });
        if (receives.test(found.tenant())) {
            records.add(new DnsRecord(domain.name(), "MX", "to receive mail", false, "10 " + mailDomain));
        }
        // The domain, or one above it, may have one: a second would make both void (RFC 7489 6.6.3).
        records.add(new DnsRecord("_dmarc." + domain.name(), "TXT", "suggested", false, "v=DMARC1; p=none"));
        return records;
    }

    private static DnsRecord verification(Identity domain, String token, Optional<Dkim> keys) {
        String name = "_amazonses." + domain.name();
        return switch (Proof.of(domain, keys)) {
            case WORD -> new DnsRecord(name, "TXT", "vouched for (not needed)", false, token);
            case DKIM -> new DnsRecord(name, "TXT", "verified by DKIM (not needed)", false, token);
            case NONE, RECORD -> new DnsRecord(name, "TXT", domain.status().name(), token);
        };
    }

    /// An alias for each selector of ours, and the record it leads to; for a key of the owner's its record. Those that
    /// are to take over come last.
    private void addKeys(String domain, Dkim keys, List<DnsRecord> records) {
        addKeys(domain, keys.keys(), keys.verification().status().name(), records);
        keys.second()
                .ifPresent(
                        second -> addAlias(domain, second.key(), second.published() ? "Success" : "Pending", records));
        keys.coming()
                .ifPresent(coming -> addKeys(
                        domain, coming.keys(), coming.verification().status().name(), records));
    }

    private void addKeys(String domain, List<DkimKey> keys, String state, List<DnsRecord> records) {
        if (Dkim.areGiven(keys)) {
            DkimKey key = keys.getFirst();
            records.add(new DnsRecord(key.recordName(domain), "TXT", state, key.recordText()));
        } else {
            keys.forEach(key -> addAlias(domain, key, state, records));
        }
    }

    private void addAlias(String domain, DkimKey key, String state, List<DnsRecord> records) {
        String target = key.token() + "." + DkimKey.zone(mailDomain);
        records.add(new DnsRecord(key.recordName(domain), "CNAME", state, target));
        records.add(new DnsRecord(target, "TXT", state, key.recordText()));
    }
}

package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.CONFLICT;
import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.Proof;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// The commands about the DNS records of a domain.
public final class IdentityCommands {
    private final Identities identities;
    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final String mailDomain;

    /// @param mailDomain where the aliases of selectors lead to, `mail.domain`
    public IdentityCommands(Identities identities, DkimSettings dkim, MailFromDomains mailFrom, String mailDomain) {
        this.identities = identities;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.mailDomain = mailDomain;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "identity/dns", new Command<>(Domain.class, this::records),
                "identity/rotate-dkim", new Command<>(Domain.class, this::rotate));
    }

    record Domain(Optional<String> name, Optional<String> account, Optional<String> region) {
        Tenant tenant() {
            return new Tenant(AdminCommands.required("account", account), region.orElse(AdminCommands.DEFAULT_REGION));
        }
    }

    /// The value comes last since it is long.
    ///
    /// @param needed false when the domain is verified without this record, or it is a suggestion
    record DnsRecordJson(String name, String type, String state, boolean needed, String value) {
        DnsRecordJson(String name, String type, String state, String value) {
            this(name, type, state, true, value);
        }
    }

    private List<DnsRecordJson> records(Domain asked) {
        Identity domain = find(asked);
        List<DnsRecordJson> records = new ArrayList<>();
        Optional<Dkim> signing = dkim.of(asked.tenant(), domain);
        domain.verificationToken().ifPresent(token -> records.add(verification(domain, token, signing)));
        signing.ifPresent(keys -> addKeys(domain.name(), keys, records));
        mailFrom.of(asked.tenant(), domain).ifPresent(known -> {
            String state = known.verification().status().name();
            records.add(new DnsRecordJson(known.domain(), "MX", state, "10 " + mailDomain));
            records.add(new DnsRecordJson(known.domain(), "TXT", state, "v=spf1 include:" + mailDomain + " ~all"));
        });
        // The domain, or one above it, may have one: a second would make both void (RFC 7489 6.6.3).
        records.add(new DnsRecordJson("_dmarc." + domain.name(), "TXT", "suggested", false, "v=DMARC1; p=none"));
        return records;
    }

    private static DnsRecordJson verification(Identity domain, String token, Optional<Dkim> keys) {
        String name = "_amazonses." + domain.name();
        return switch (Proof.of(domain, keys)) {
            case WORD -> new DnsRecordJson(name, "TXT", "vouched for (not needed)", false, token);
            case DKIM -> new DnsRecordJson(name, "TXT", "verified by DKIM (not needed)", false, token);
            case NONE, RECORD -> new DnsRecordJson(name, "TXT", domain.status().name(), token);
        };
    }

    /// An alias for each selector, and the record it leads to.
    private void addKeys(String domain, Dkim keys, List<DnsRecordJson> records) {
        String state = keys.verification().status().name();
        for (DkimKey key : keys.all()) {
            String target = key.token() + ".dkim." + mailDomain;
            String its = keys.second()
                    .filter(second -> second.key().equals(key))
                    .map(second -> second.published() ? "Success" : "Pending")
                    .orElse(state);
            records.add(new DnsRecordJson(key.recordName(domain), "CNAME", its, target));
            records.add(new DnsRecordJson(target, "TXT", its, key.recordText()));
        }
    }

    record RotatedJson(String name, String selector) {}

    private RotatedJson rotate(Domain asked) {
        Identity domain = find(asked);
        return dkim.rotate(asked.tenant(), domain.name())
                .map(keys -> new RotatedJson(domain.name(), keys.activeKey().token()))
                .orElseThrow(() -> new AdminRefusal(
                        CONFLICT,
                        domain.name() + " can't rotate: it is not verified for DKIM, or its next key is not in DNS"));
    }

    private Identity find(Domain asked) {
        String name = AdminCommands.required("name", asked.name());
        return identities
                .find(asked.tenant(), name)
                .filter(identity -> identity.type() == IdentityType.Domain)
                .orElseThrow(() -> new AdminRefusal(NOT_FOUND, "there is no domain " + name));
    }
}

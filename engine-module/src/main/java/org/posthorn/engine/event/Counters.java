package org.posthorn.engine.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;

/// Durable counts per tenant and minute, for quotas and statistics, and the same for each of its identities,
/// configuration sets and sending tenants.
///
/// There is no `add`: counts are written by the queue and the event log in the batch of the events they count
/// ([Counts#of]), so that they can't drift from them. Several writers add up.
public interface Counters {
    /// The length of one window.
    Duration WINDOW = Duration.ofMinutes(1);

    /// How long windows are kept: GetSendStatistics reports two weeks.
    Duration RETENTION = Duration.ofDays(14);

    /// The windows of a subject that start at or after `from`, oldest first, empty windows left out.
    List<Window> read(Subject subject, Instant from);

    /// The windows of all that a tenant sends.
    default List<Window> read(Tenant tenant, Instant from) {
        return read(Subject.of(tenant), from);
    }

    /// The windows of all that an account sends, its regions together.
    List<Window> readAccount(String accountId, Instant from);

    /// @param start a whole minute
    record Window(Instant start, Counts counts) {}

    /// Whose counts.
    ///
    /// @param part of what the tenant sends; empty for all of it
    record Subject(Tenant tenant, String part) {
        private static final String CUSTOM_VERIFICATION = "SendCustomVerificationEmail";

        /// All that a tenant sends.
        public static Subject of(Tenant tenant) {
            return new Subject(tenant, "");
        }

        /// What goes out under an identity of a tenant, whoever sends it.
        public static Subject identity(Tenant owner, String identity) {
            return new Subject(owner, "identity/" + identity);
        }

        /// What names a configuration set of a tenant.
        public static Subject configurationSet(Tenant tenant, String set) {
            return new Subject(tenant, "set/" + set);
        }

        /// What a sending tenant sends.
        ///
        /// @param key its name and id, as its ARN ends
        public static Subject sendingTenant(Tenant owner, String key) {
            return new Subject(owner, "tenant/" + key);
        }

        /// The verification mails of an account, in all regions.
        public static Subject verification(String accountId) {
            return new Subject(new Tenant(accountId, ""), "verification");
        }

        /// Those to one address.
        public static Subject verification(String accountId, String address) {
            return new Subject(new Tenant(accountId, ""), "verification/" + mailbox(address));
        }

        /// Those of all accounts to one address.
        public static Subject verificationOf(String address) {
            return new Subject(Tenant.INSTALLATION, "verification/" + mailbox(address));
        }

        /// The same for all spellings of an address that commonly lead to one mailbox: any case, any label. As a hash,
        /// since it is kept for long and may have any length and characters.
        private static String mailbox(String address) {
            int at = address.lastIndexOf('@');
            int plus = address.indexOf('+');
            String plain = plus > 0 && plus < at ? address.substring(0, plus) + address.substring(at) : address;
            byte[] hash = Hmac.sha256(
                    "mailbox".getBytes(StandardCharsets.US_ASCII),
                    plain.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        }

        /// All that a message counts for.
        public static List<Subject> of(Mail mail) {
            if (mail.kind() == MailKind.SYSTEM) {
                return verification(mail);
            }
            List<Subject> subjects = new ArrayList<>(List.of(of(mail.tenant())));
            mail.origin()
                    .flatMap(Origin::identity)
                    .ifPresent(identity -> subjects.add(identity(mail.owner(), identity)));
            mail.configurationSet().ifPresent(set -> subjects.add(configurationSet(mail.tenant(), set)));
            mail.origin()
                    .flatMap(Origin::sendingTenant)
                    .ifPresent(key -> subjects.add(sendingTenant(mail.tenant(), key)));
            if (mail.origin()
                    .map(Origin::operation)
                    .filter(CUSTOM_VERIFICATION::equals)
                    .isPresent()) {
                subjects.addAll(verification(mail));
            }
            return subjects;
        }

        private static List<Subject> verification(Mail mail) {
            String account = mail.tenant().accountId();
            String address = mail.envelope().recipients().getFirst();
            return List.of(verification(account), verification(account, address), verificationOf(address));
        }
    }
}

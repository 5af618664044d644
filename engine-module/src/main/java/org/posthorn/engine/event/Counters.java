package org.posthorn.engine.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;

/// Durable counts per tenant and minute, for quotas and statistics, and the same for each of its identities and
/// configuration sets.
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

        /// All that a message counts for.
        public static List<Subject> of(Mail mail) {
            List<Subject> subjects = new ArrayList<>(List.of(of(mail.tenant())));
            mail.origin()
                    .flatMap(Origin::identity)
                    .ifPresent(identity -> subjects.add(identity(mail.owner(), identity)));
            mail.configurationSet().ifPresent(set -> subjects.add(configurationSet(mail.tenant(), set)));
            return subjects;
        }
    }
}

package org.posthorn.engine.insight;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination.EventType;
import org.posthorn.engine.settings.MetricCounts;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Counts events into [MetricDays]: gathers those it is handed, in the order of the log, and writes them now and then.
/// Each counts once, whatever is handed over again after a failure or a crash, since the days are written together with
/// the position they are counted up to. Of one thread.
///
/// Not counted, as in SES: mail to the simulator, what the account's own suppression list ended, and reports that
/// anybody may have made up. An open or a click counts when it is the first of its message, which takes a look at the
/// message's other events.
///
/// Differs from SES: mail to several recipients counts, for each of them; its opens and clicks are of an unknown kind
/// of mailbox.
@Singleton
public final class MetricCounting {
    private static final String SIMULATOR = "@simulator.amazonses.com";
    private static final int LOOKED_AT = 1_000;

    private final MetricDays days;
    private final EventLog log;
    private final Table<ConfigurationSet> sets;
    private final Map<MetricDays.Key, MetricCounts> gathered = new HashMap<>();
    private long upTo = -1;

    @Inject
    public MetricCounting(MetricDays days, EventLog log, Settings settings) {
        this.days = days;
        this.log = log;
        this.sets = settings.table(Tables.CONFIGURATION_SETS);
    }

    /// Gathers one event, unless it was counted before.
    public void gather(EventLog.Entry entry) {
        if (upTo < 0) {
            upTo = days.position();
        }
        if (entry.position() <= upTo) {
            return;
        }
        entry.mail().filter(mail -> mail.kind() == MailKind.SENT).ifPresent(mail -> gather(entry, mail));
        upTo = entry.position();
    }

    /// Writes what was gathered. On disk when this returns.
    public void write() {
        if (!gathered.isEmpty()) {
            days.add(gathered, upTo);
            gathered.clear();
        }
    }

    private void gather(EventLog.Entry entry, Mail mail) {
        switch (entry.event()) {
            case MailEvent.Send e -> each(mail, e.at(), mail.envelope().recipients(), sent(1));
            case MailEvent.Delivery e -> each(mail, e.at(), e.recipients(), delivered(mail));
            case MailEvent.Bounce e -> {
                if (e.counts() && !e.subType().isByTheAccount() && e.type() != BounceType.Undetermined) {
                    each(mail, e.at(), e.addresses(List::of), bounced(e.type()));
                }
            }
            case MailEvent.Complaint e -> {
                if (e.counts() && e.subType().isEmpty()) {
                    each(mail, e.at(), e.recipients(), new MetricCounts(0, 0, 0, 0, 1, 0, 0, 0, 0));
                }
            }
            case MailEvent.Open e -> once(entry, mail, new MetricCounts(0, 0, 0, 0, 0, 1, 0, 0, 0));
            case MailEvent.Click e -> once(entry, mail, new MetricCounts(0, 0, 0, 0, 0, 0, 1, 0, 0));
            case MailEvent.Reject e -> {}
            case MailEvent.RenderingFailure e -> {}
            case MailEvent.DeliveryDelay e -> {}
            case MailEvent.Subscription e -> {}
        }
    }

    private static MetricCounts sent(long count) {
        return new MetricCounts(count, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private MetricCounts delivered(Mail mail) {
        return new MetricCounts(0, 1, 0, 0, 0, 0, 0, tracks(mail, EventType.open), tracks(mail, EventType.click));
    }

    private static MetricCounts bounced(BounceType type) {
        boolean permanent = type == BounceType.Permanent;
        return new MetricCounts(0, 0, permanent ? 1 : 0, permanent ? 0 : 1, 0, 0, 0, 0, 0);
    }

    /// As its configuration set says now.
    private long tracks(Mail mail, EventType type) {
        return mail.configurationSet()
                        .flatMap(set -> sets.get(mail.tenant(), set))
                        .filter(set -> !set.destinationsOf(type).isEmpty())
                        .isPresent()
                ? 1
                : 0;
    }

    private void each(Mail mail, Instant at, List<String> recipients, MetricCounts counts) {
        for (String recipient : recipients) {
            if (!isSimulated(recipient)) {
                add(mail, at, Isp.of(recipient), counts);
            }
        }
    }

    private void once(EventLog.Entry entry, Mail mail, MetricCounts counts) {
        List<String> recipients = mail.envelope().recipients();
        MailEvent event = entry.event();
        boolean again = log.search(EventQuery.of(new About.Message(mail.id()), Instant.EPOCH, LOOKED_AT)).stream()
                .anyMatch(other -> other.position() < entry.position()
                        && other.event().getClass().equals(event.getClass()));
        if (!again && !isSimulated(recipients.getFirst())) {
            add(mail, event.at(), recipients.size() == 1 ? Isp.of(recipients.getFirst()) : Isp.UNKNOWN, counts);
        }
    }

    private static boolean isSimulated(String recipient) {
        return recipient.toLowerCase(Locale.ROOT).endsWith(SIMULATOR);
    }

    private void add(Mail mail, Instant at, String isp, MetricCounts counts) {
        MetricDays.Key key = new MetricDays.Key(
                mail.tenant(),
                MetricDays.dayOf(at),
                mail.origin().flatMap(Origin::identity).orElse(""),
                mail.configurationSet().orElse(""),
                isp,
                mail.origin().flatMap(Origin::sendingTenantName).orElse(""));
        gathered.merge(key, counts, MetricCounts::plus);
    }
}

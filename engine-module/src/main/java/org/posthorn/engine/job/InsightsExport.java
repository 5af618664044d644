package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.insight.Isp;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Headline;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ExportQuery;

/// Exports what became of messages: a row for each recipient, the newest message first, from the history of events.
@Singleton
public final class InsightsExport implements ExportSource<ExportQuery.Insights> {
    /// Messages that are looked up at a time, and events of one message that count: the newest.
    private static final int PAGE = 500;

    /// A guess: no file of SES's was seen.
    private static final List<String> COLUMNS = List.of(
            "messageId",
            "fromEmailAddress",
            "destination",
            "subject",
            "tenantName",
            "isp",
            "sentTime",
            "lastDeliveryEvent",
            "lastDeliveryEventTime",
            "lastEngagementEvent",
            "lastEngagementEventTime");

    private final EventLog events;

    @Inject
    public InsightsExport(EventLog events) {
        this.events = events;
    }

    @Override
    public Class<ExportQuery.Insights> queries() {
        return ExportQuery.Insights.class;
    }

    @Override
    public List<String> columns(ExportQuery.Insights query) {
        return COLUMNS;
    }

    /// What became of a message for one recipient.
    private record Row(
            String from,
            String destination,
            String subject,
            String tenantName,
            Optional<MailEvent> delivery,
            Optional<MailEvent> engagement) {
        String isp() {
            return Isp.of(destination);
        }

        String deliveryWord() {
            return delivery.map(InsightsExport::word).orElse("");
        }

        String engagementWord() {
            return engagement.map(InsightsExport::word).orElse("");
        }

        boolean isIn(ExportQuery.Filters filters) {
            return has(filters.fromEmailAddress(), from)
                    && has(filters.destination(), destination)
                    && has(filters.subject(), subject)
                    && has(filters.tenantName(), tenantName)
                    && has(filters.isp(), isp())
                    && has(filters.lastDeliveryEvent(), deliveryWord())
                    && has(filters.lastEngagementEvent(), engagementWord());
        }

        private static boolean has(List<String> wanted, String value) {
            return wanted.isEmpty() || wanted.stream().anyMatch(value::equalsIgnoreCase);
        }
    }

    @Override
    public void find(Tenant tenant, ExportQuery.Insights query, Rows rows) throws IOException, InterruptedException {
        int room = query.maxResults().orElse(ExportJobs.MOST_ROWS);
        EventQuery page = EventQuery.mail(new About.Account(tenant.accountId()), query.start(), PAGE);
        List<EventLog.Entry> found;
        do {
            found = events.search(page);
            for (EventLog.Entry sent : found) {
                rows.looked();
                // What we send ourselves, such as bounces on their way back, is nobody's message.
                Optional<Mail> mail =
                        sent.mail().filter(known -> known.tenant().equals(tenant) && known.kind() == MailKind.SENT);
                if (mail.isPresent() && sent.event().at().isBefore(query.end())) {
                    room -= add(mail.get(), sent.event().at(), query, rows, room);
                }
                if (room <= 0) {
                    return;
                }
            }
            page = found.isEmpty() ? page : page.behind(found.getLast());
        } while (found.size() == PAGE);
    }

    /// @return how many rows; all the room when there is none left
    private int add(Mail mail, Instant sentAt, ExportQuery.Insights query, Rows rows, int room)
            throws IOException, InterruptedException {
        List<MailEvent> all = events.search(EventQuery.of(new About.Message(mail.id()), sentAt, PAGE)).stream()
                .map(EventLog.Entry::event)
                .toList();
        int added = 0;
        for (String recipient : mail.envelope().recipients()) {
            Row row = new Row(
                    mail.source().isEmpty() ? "" : Address.parse(mail.source()).bare(),
                    recipient,
                    mail.origin()
                            .flatMap(Origin::headline)
                            .map(Headline::subject)
                            .orElse(""),
                    mail.origin().flatMap(Origin::sendingTenantName).orElse(""),
                    last(all, recipient, mail, List.of("SEND", "DELIVERY", "COMPLAINT"), "_BOUNCE"),
                    last(all, recipient, mail, List.of("OPEN", "CLICK"), "none"));
            boolean wanted = query.include().map(row::isIn).orElse(true)
                    && !query.exclude().map(row::isIn).orElse(false);
            if (wanted && added < room) {
                added++;
                if (!rows.add(values(mail, sentAt, row))) {
                    return room;
                }
            }
        }
        return added;
    }

    private static List<String> values(Mail mail, Instant sentAt, Row row) {
        return List.of(
                mail.id().toString(),
                row.from,
                row.destination,
                row.subject,
                row.tenantName,
                row.isp(),
                sentAt.toString(),
                row.deliveryWord(),
                row.delivery.map(event -> event.at().toString()).orElse(""),
                row.engagementWord(),
                row.engagement.map(event -> event.at().toString()).orElse(""));
    }

    /// @param end of words that are wanted, too
    private static Optional<MailEvent> last(
            List<MailEvent> all, String recipient, Mail mail, List<String> words, String end) {
        return all.stream()
                .filter(event -> words.contains(word(event)) || word(event).endsWith(end))
                .filter(event ->
                        event.addresses(mail.envelope()::recipients).stream().anyMatch(recipient::equalsIgnoreCase))
                // Of two at the same time the one that was written last; the newest come first.
                .reduce((later, earlier) -> earlier.at().isAfter(later.at()) ? earlier : later);
    }

    /// As the filters of SES have it.
    private static String word(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> "SEND";
            case MailEvent.Delivery e -> "DELIVERY";
            case MailEvent.Complaint e -> "COMPLAINT";
            case MailEvent.Bounce bounce ->
                switch (bounce.type()) {
                    case Permanent -> "PERMANENT_BOUNCE";
                    case Transient -> "TRANSIENT_BOUNCE";
                    case Undetermined -> "UNDETERMINED_BOUNCE";
                };
            case MailEvent.Open e -> "OPEN";
            case MailEvent.Click e -> "CLICK";
            case MailEvent.DeliveryDelay e -> "DELIVERY_DELAY";
            case MailEvent.Reject e -> "REJECT";
            case MailEvent.RenderingFailure e -> "RENDERING_FAILURE";
            case MailEvent.Subscription e -> "SUBSCRIPTION";
        };
    }
}

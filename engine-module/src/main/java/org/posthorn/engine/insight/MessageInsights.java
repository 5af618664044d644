package org.posthorn.engine.insight;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;

/// What happened to one message, recipient by recipient, from the event history. Safe for use by many threads.
///
/// Takes a read of the store for each event of the message.
@Singleton
public final class MessageInsights {
    /// The newest events of a message that are told; only opens and clicks come to more.
    static final int MOST_EVENTS = 1_000;

    private final MailQueue queue;
    private final EventLog log;

    @Inject
    public MessageInsights(MailQueue queue, EventLog log) {
        this.queue = queue;
        this.log = log;
    }

    /// @param recipients in the order of the envelope
    public record Insights(Mail mail, List<OfRecipient> recipients) {}

    /// @param address as the message was sent to it
    /// @param events oldest first; those about the whole message are everybody's
    public record OfRecipient(String address, List<MailEvent> events) {}

    /// Empty for a message that the tenant did not send, or that is no longer kept (`store.retention`).
    ///
    /// @throws org.posthorn.engine.UnavailableException while the index of events is made, or the store can't be read
    public Optional<Insights> of(Tenant tenant, MessageId id) {
        return queue.find(id)
                .map(QueuedMessage::mail)
                .filter(mail -> mail.kind() == MailKind.SENT && mail.tenant().equals(tenant))
                .map(mail -> new Insights(mail, recipients(mail)));
    }

    private List<OfRecipient> recipients(Mail mail) {
        Map<String, OfRecipient> all = new LinkedHashMap<>();
        List<String> recipients = mail.envelope().recipients();
        recipients.forEach(address ->
                all.putIfAbsent(address.toLowerCase(Locale.ROOT), new OfRecipient(address, new ArrayList<>())));
        List<EventLog.Entry> found =
                log.search(EventQuery.of(new About.Message(mail.id()), Instant.EPOCH, MOST_EVENTS));
        for (EventLog.Entry entry : found.reversed()) {
            for (String address : entry.event().addresses(() -> recipients)) {
                OfRecipient recipient = all.get(address.toLowerCase(Locale.ROOT));
                if (recipient != null) {
                    recipient.events().add(entry.event());
                }
            }
        }
        return List.copyOf(all.values());
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MessageId;

@Help("Tells what became of messages: up to 1,000 events, the oldest first; without a time the whole life of a message,"
        + " or the last day.")
public final class EventsList implements Command<EventsList.Request, List<EventsList.Event>> {
    /// @param since an age such as `2h`, or a time
    public record Request(Optional<String> message, Optional<String> recipient, Optional<String> since) {}

    /// @param reason why it bounced, or is late
    /// @param remedy what to do about it
    public record Event(
            String at,
            String event,
            String messageId,
            String recipients,
            String detail,
            String reason,
            String remedy) {}

    private static final int MOST = 1_000;
    private static final Duration A_DAY = Duration.ofDays(1);

    private final EventLog events;
    private final MailQueue queue;
    private final InstantSource clock;

    @Inject
    public EventsList(EventLog events, MailQueue queue, InstantSource clock) {
        this.events = events;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public List<Event> perform(Request asked) {
        Optional<MessageId> message = asked.message()
                .map(id -> MessageId.parse(id).orElseThrow(() -> AdminRefusal.wrong("that is no message id: " + id)));
        Instant since = asked.since()
                .map(this::time)
                .or(() -> message.map(MessageId::acceptedAt))
                .orElseGet(() -> clock.instant().minus(A_DAY));
        Predicate<MailEvent> wanted = event -> message.filter(id -> !id.equals(event.messageId()))
                        .isEmpty()
                && asked.recipient().filter(address -> !isAbout(event, address)).isEmpty();
        return events.search(since, wanted, MOST).stream()
                .map(EventLog.Entry::event)
                .map(event -> new Event(
                        event.at().toString(),
                        event.getClass().getSimpleName(),
                        event.messageId().toString(),
                        String.join(", ", recipients(event)),
                        EventWords.detail(event),
                        EventWords.reasons(event, Reason::name, ", "),
                        EventWords.reasons(event, Reason::remedy, " ")))
                .toList();
    }

    private Instant time(String text) {
        try {
            return Ages.parse(text).map(age -> clock.instant().minus(age)).orElseGet(() -> Instant.parse(text));
        } catch (DateTimeException e) {
            throw AdminRefusal.wrong("since is an age such as 2h, or a time such as 2026-11-25T12:00:00Z: " + text);
        }
    }

    private boolean isAbout(MailEvent event, String address) {
        return recipients(event).stream().anyMatch(address::equalsIgnoreCase);
    }

    /// Whom the event is about: where it does not say, everyone whom the message is for.
    private List<String> recipients(MailEvent event) {
        return switch (event) {
            case MailEvent.Delivery delivery -> delivery.recipients();
            case MailEvent.Bounce bounce ->
                bounce.recipients().stream()
                        .map(MailEvent.BouncedRecipient::address)
                        .toList();
            case MailEvent.Complaint complaint -> complaint.recipients();
            case MailEvent.DeliveryDelay delay ->
                delay.recipients().stream()
                        .map(MailEvent.DelayedRecipient::address)
                        .toList();
            default ->
                queue.find(event.messageId())
                        .map(QueuedMessage::mail)
                        .map(mail -> mail.envelope().recipients())
                        .orElse(List.of());
        };
    }
}

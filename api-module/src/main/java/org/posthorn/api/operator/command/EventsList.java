package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MessageId;

@Help("Tells what became of messages: up to 1,000 events, the oldest first, of a message, a recipient or an account the"
        + " last 1,000; without a time the whole life of a message, or the last day.")
public final class EventsList implements Command<EventsList.Request, List<EventsList.Event>> {
    /// @param since an age such as `2h`, or a time
    public record Request(
            Optional<String> message, Optional<String> recipient, Optional<String> account, Optional<String> since) {}

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
    private static final int PAGE = 500;
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
        Optional<About> about = message.<About>map(About.Message::new)
                .or(() -> asked.recipient().map(About.Recipient::new))
                .or(() -> asked.account().map(About.Account::new));
        List<EventLog.Entry> found =
                about.map(one -> find(one, since, asked)).orElseGet(() -> events.search(since, event -> true, MOST));
        return found.stream()
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

    /// The newest that are wanted, in order.
    private List<EventLog.Entry> find(About about, Instant since, Request asked) {
        List<EventLog.Entry> found = new ArrayList<>();
        EventQuery query = EventQuery.of(about, since, PAGE);
        List<EventLog.Entry> page = events.search(query);
        while (!page.isEmpty() && found.size() < MOST) {
            page.stream().filter(entry -> isWanted(entry.event(), asked)).forEach(found::add);
            page = page.size() < PAGE ? List.of() : events.search(query.behind(page.getLast()));
        }
        return found.stream()
                .limit(MOST)
                .sorted(Comparator.comparingLong(EventLog.Entry::position))
                .toList();
    }

    /// Whether the rest of what was asked for holds, too.
    private boolean isWanted(MailEvent event, Request asked) {
        return asked.recipient().filter(address -> !isAbout(event, address)).isEmpty()
                && asked.account().filter(account -> !isOf(event, account)).isEmpty();
    }

    private boolean isOf(MailEvent event, String account) {
        return queue.find(event.messageId())
                .filter(message -> message.mail().tenant().accountId().equals(account))
                .isPresent();
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
        return event.addresses(() -> queue.find(event.messageId())
                .map(message -> message.mail().envelope().recipients())
                .orElse(List.of()));
    }
}

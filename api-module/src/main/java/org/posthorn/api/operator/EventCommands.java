package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.send.EventDestinations;
import org.posthorn.engine.settings.EventDestination.EventType;

/// The commands about the history of events, and about what is told of them.
public final class EventCommands {
    private static final int MOST = 1_000;
    private static final int PAGE = 500;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    private final EventLog events;
    private final MailQueue queue;
    private final EventDestinations destinations;
    private final Accounts accounts;
    private final InstantSource clock;

    public EventCommands(
            EventLog events, MailQueue queue, EventDestinations destinations, Accounts accounts, InstantSource clock) {
        this.destinations = destinations;
        this.accounts = accounts;
        this.events = events;
        this.queue = queue;
        this.clock = clock;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "events/list", new Command<>(Asked.class, this::list),
                "events/types", new Command<>(Types.class, this::setTypes));
    }

    /// @param since an age such as `2h`, or a time
    record Asked(
            Optional<String> message, Optional<String> recipient, Optional<String> account, Optional<String> since) {}

    /// @param reason why it bounced, or is late
    /// @param remedy what to do about it
    record EventJson(
            String at,
            String event,
            String messageId,
            String recipients,
            String detail,
            String reason,
            String remedy) {}

    private List<EventJson> list(Asked asked) {
        Optional<MessageId> message = asked.message()
                .map(id ->
                        MessageId.parse(id).orElseThrow(() -> new AdminRefusal(WRONG, "that is no message id: " + id)));
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
                .map(event -> new EventJson(
                        event.at().toString(),
                        event.getClass().getSimpleName(),
                        event.messageId().toString(),
                        String.join(", ", recipients(event)),
                        detail(event),
                        words(event, Reason::name, ", "),
                        words(event, Reason::remedy, " ")))
                .toList();
    }

    /// The newest that are wanted, in order.
    private List<EventLog.Entry> find(About about, Instant since, Asked asked) {
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
    private boolean isWanted(MailEvent event, Asked asked) {
        return asked.recipient().filter(address -> !isAbout(event, address)).isEmpty()
                && asked.account().filter(account -> !isOf(event, account)).isEmpty();
    }

    private boolean isOf(MailEvent event, String account) {
        return queue.find(event.messageId())
                .filter(message -> message.mail().tenant().accountId().equals(account))
                .isPresent();
    }

    record Types(
            Optional<String> set,
            Optional<String> destination,
            Optional<String> account,
            Optional<String> region,
            List<String> types) {}

    record TypesJson(String set, String destination, String types) {}

    private TypesJson setTypes(Types asked) {
        List<EventType> types = asked.types().stream()
                .map(word -> Arrays.stream(EventType.values())
                        .filter(type -> type.name().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new AdminRefusal(
                                WRONG, "the types are " + Arrays.toString(EventType.values()) + ": " + word)))
                .toList();
        String set = AdminCommands.required("set", asked.set());
        String name = AdminCommands.required("destination", asked.destination());
        destinations.setTypes(AdminCommands.tenant(accounts, asked.account(), asked.region()), set, name, types);
        return new TypesJson(set, name, String.join(", ", asked.types()));
    }

    private Instant time(String text) {
        Matcher age = AGE.matcher(text);
        if (age.matches()) {
            long number = Long.parseLong(age.group(1));
            return clock.instant()
                    .minus(
                            switch (age.group(2)) {
                                case "s" -> Duration.ofSeconds(number);
                                case "m" -> Duration.ofMinutes(number);
                                case "h" -> Duration.ofHours(number);
                                default -> Duration.ofDays(number);
                            });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new AdminRefusal(
                    WRONG, "since is an age such as 2h, or a time such as 2026-11-25T12:00:00Z: " + text);
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

    private static String words(MailEvent event, Function<Reason, String> word, String between) {
        return reasons(event).map(word).distinct().collect(Collectors.joining(between));
    }

    private static Stream<Reason> reasons(MailEvent event) {
        return switch (event) {
            case MailEvent.Bounce bounce -> bounce.recipients().stream().map(MailEvent.BouncedRecipient::reason);
            case MailEvent.DeliveryDelay delay ->
                delay.recipients().stream()
                        .map(late -> Reasons.judge(Said.reported(Optional.of(late.status()), late.diagnosticCode())));
            default -> Stream.empty();
        };
    }

    private static String doubt(boolean counts) {
        return counts ? "" : " (unproven, counts for nothing)";
    }

    private static String detail(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> "";
            case MailEvent.Delivery e -> e.smtpResponse();
            case MailEvent.Bounce e ->
                e.type() + "/" + e.subType() + " " + e.recipients().getFirst().diagnosticCode() + doubt(e.counts());
            case MailEvent.Complaint e -> e.feedbackType().or(e::subType).orElse("") + doubt(e.counts());
            case MailEvent.DeliveryDelay e ->
                e.delayType() + " " + e.recipients().getFirst().diagnosticCode();
            case MailEvent.Reject e -> e.reason();
            case MailEvent.RenderingFailure e -> e.templateName() + ": " + e.errorMessage();
            case MailEvent.Open e -> e.ipAddress() + " " + e.userAgent();
            case MailEvent.Click e -> e.link() + " " + e.ipAddress();
            case MailEvent.Subscription e -> e.contactList() + " " + e.source();
        };
    }
}

package org.posthorn.api.operator;

import static java.util.Map.entry;
import static org.posthorn.api.operator.AdminCommands.required;
import static org.posthorn.api.operator.AdminRefusal.Kind.CONFLICT;
import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.DestinationView;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueueControl;
import org.posthorn.engine.delivery.QueueSweep;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;

/// What the command line can ask of the queue and its destinations.
public final class QueueCommands {
    private static final int MOST_LISTED = 10_000;

    private final MailQueue queue;
    private final QueueControl control;
    private final QueueSweep sweep;
    private final DeliveryLoop deliveries;

    public QueueCommands(MailQueue queue, QueueControl control, QueueSweep sweep, DeliveryLoop deliveries) {
        this.queue = queue;
        this.control = control;
        this.sweep = sweep;
        this.deliveries = deliveries;
    }

    /// The commands by the last two words of their path.
    Map<String, Command<?>> table() {
        return Map.ofEntries(
                entry("queue/list", new Command<>(QueueList.class, this::listQueue)),
                entry("queue/show", new Command<>(QueueShow.class, this::showQueued)),
                entry("queue/retry", new Command<>(QueueShow.class, asked -> take(asked, control::retry))),
                entry("queue/drop", new Command<>(QueueShow.class, asked -> take(asked, control::drop))),
                entry("queue/count-page", new Command<>(QueuePage.class, asked -> page(asked, sweep::count))),
                entry("queue/retry-page", new Command<>(QueuePage.class, asked -> page(asked, sweep::retry))),
                entry("queue/drop-page", new Command<>(QueuePage.class, asked -> page(asked, sweep::drop))),
                entry("destination/list", new Command<>(Nothing.class, this::listDestinations)),
                entry(
                        "destination/pause",
                        new Command<>(DestinationName.class, asked -> pause(asked, deliveries::pause))),
                entry(
                        "destination/resume",
                        new Command<>(DestinationName.class, asked -> pause(asked, deliveries::resume))));
    }

    record QueueList(Optional<String> account, Optional<Integer> max) {}

    private List<QueuedJson> listQueue(QueueList asked) {
        int max = Math.clamp(asked.max().orElse(1_000), 1, MOST_LISTED);
        List<QueuedMessage> listed = asked.account()
                .map(account -> queue.pendingOf(account, Optional.empty(), max))
                .orElseGet(() -> queue.list(Optional.empty(), max));
        return listed.stream().map(QueuedJson::of).toList();
    }

    record QueueShow(Optional<String> id) {}

    private QueuedJson showQueued(QueueShow asked) {
        String id = required("id", asked.id());
        return MessageId.parse(id).flatMap(queue::find).map(QueuedJson::of).orElseThrow(() -> unknown(id));
    }

    /// @return the message as it stands afterwards
    private QueuedJson take(QueueShow asked, Function<MessageId, QueueControl.Result> action) {
        String id = required("id", asked.id());
        MessageId message = MessageId.parse(id).orElseThrow(() -> unknown(id));
        return switch (action.apply(message)) {
            case DONE -> showQueued(asked);
            case BUSY ->
                throw new AdminRefusal(
                        CONFLICT, "message " + id + " is being delivered, or is due and waits for its destination");
            case ENDED -> throw new AdminRefusal(CONFLICT, "message " + id + " has no pending recipient any more");
            case UNKNOWN -> throw unknown(id);
        };
    }

    /// @param destination its name; needed unless all are meant
    /// @param after where the page begins, and
    /// @param asOf what is not meant any more, as the page before told
    record QueuePage(
            Optional<String> destination, Optional<Boolean> all, Optional<String> after, Optional<String> asOf) {}

    /// @param after empty when this was the last page
    record QueuePageDone(int messages, int busy, Optional<String> after, Optional<String> asOf) {}

    private static QueuePageDone page(QueuePage asked, Function<QueueSweep.From, QueueSweep.Page> action) {
        if (asked.destination().isPresent() == asked.all().orElse(false)) {
            throw new IllegalArgumentException("either destination or all is needed");
        }
        QueueSweep.Page done = action.apply(new QueueSweep.From(
                asked.destination(),
                asked.after().map(id -> MessageId.parse(id).orElseThrow(() -> unknown(id))),
                asked.asOf().map(QueueCommands::time)));
        return new QueuePageDone(
                done.messages(),
                done.busy(),
                done.next().flatMap(QueueSweep.From::after).map(MessageId::toString),
                done.next().flatMap(QueueSweep.From::asOf).map(Instant::toString));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("asOf is not a time: " + text, e);
        }
    }

    private static AdminRefusal unknown(String id) {
        return new AdminRefusal(NOT_FOUND, "there is no message " + id);
    }

    private List<DestinationJson> listDestinations(Nothing asked) {
        return deliveries.destinations().stream().map(DestinationJson::of).toList();
    }

    record DestinationName(Optional<String> name) {}

    private DestinationName pause(DestinationName asked, Consumer<String> action) {
        action.accept(required("name", asked.name()));
        return asked;
    }

    record DestinationJson(
            String name,
            int queued,
            int active,
            int window,
            Optional<Double> perSecond,
            boolean paused,
            boolean suspended,
            Optional<String> lastFailure,
            long delivered,
            long deferred,
            long bounced) {
        static DestinationJson of(DestinationView view) {
            return new DestinationJson(
                    view.name(),
                    view.queued(),
                    view.active(),
                    view.window(),
                    Double.isInfinite(view.perSecond()) ? Optional.empty() : Optional.of(view.perSecond()),
                    view.paused(),
                    view.suspended(),
                    view.lastFailure().map(Object::toString),
                    view.delivered(),
                    view.deferred(),
                    view.bounced());
        }
    }

    record AttemptJson(String at, String host, String tls, String reply) {}

    record RecipientJson(
            String address,
            String status,
            int attempts,
            Optional<String> due,
            Optional<String> lastReply,
            Optional<String> reason,
            Optional<String> remedy,
            List<AttemptJson> log) {
        static RecipientJson of(RecipientState state) {
            Optional<Reason> reason = Optional.of(state)
                    .filter(known -> known.status() != RecipientState.Status.DELIVERED
                            && !known.log().isEmpty())
                    .map(known -> known.log().getLast().reason());
            return new RecipientJson(
                    state.address(),
                    state.status().name(),
                    state.attempts(),
                    state.isPending() ? Optional.of(millis(state.due())) : Optional.empty(),
                    state.lastReply().map(Object::toString),
                    reason.map(Reason::name),
                    reason.map(Reason::remedy),
                    state.log().stream()
                            .map(attempt -> new AttemptJson(
                                    millis(attempt.at()),
                                    attempt.host(),
                                    attempt.tls(),
                                    attempt.reply().toString()))
                            .toList());
        }
    }

    private static String millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    record QueuedJson(
            String id,
            String accountId,
            String region,
            String kind,
            String source,
            String acceptedAt,
            int sizeBytes,
            List<RecipientJson> recipients) {
        static QueuedJson of(QueuedMessage message) {
            Mail mail = message.mail();
            return new QueuedJson(
                    mail.id().toString(),
                    mail.tenant().accountId(),
                    mail.tenant().region(),
                    mail.kind().name(),
                    mail.source(),
                    mail.acceptedAt().toString(),
                    mail.sizeBytes(),
                    message.recipients().stream().map(RecipientJson::of).toList());
        }
    }
}

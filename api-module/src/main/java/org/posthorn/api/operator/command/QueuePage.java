package org.posthorn.api.operator.command;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.delivery.QueueSweep;
import org.posthorn.engine.mail.MessageId;

/// A page of a command over many messages of the queue, so that no single answer takes long.
final class QueuePage {
    private QueuePage() {}

    /// @param destination its name; needed unless all are meant
    /// @param after where the page begins, and
    /// @param asOf what is not meant any more, as the page before told
    static QueuePageAnswer of(
            Optional<String> destination,
            Optional<Boolean> all,
            Optional<String> after,
            Optional<String> asOf,
            Function<QueueSweep.From, QueueSweep.Page> action) {
        if (destination.isPresent() == all.orElse(false)) {
            throw AdminRefusal.wrong("either destination or all is needed");
        }
        QueueSweep.Page done =
                action.apply(new QueueSweep.From(destination, after.map(Queued::parse), asOf.map(QueuePage::time)));
        return new QueuePageAnswer(
                done.messages(),
                done.busy(),
                done.next().flatMap(QueueSweep.From::after).map(MessageId::toString),
                done.next().flatMap(QueueSweep.From::asOf).map(Instant::toString));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw AdminRefusal.wrong("asOf is not a time: " + text);
        }
    }
}

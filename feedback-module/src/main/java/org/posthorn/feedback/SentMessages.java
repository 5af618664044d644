package org.posthorn.feedback;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReturnPath;

/// Finds the client's message that mail coming in is about.
final class SentMessages {
    /// Local parts for reports that don't come to a return path: `fbl` is registered with the feedback loops of mailbox
    /// providers, `bounces` may be the fixed sender that a relay puts on mail.
    private static final Set<String> REPORT_BOXES = Set.of("fbl", "bounces");

    private static final int MOST_CHARS = 320;

    private final ReturnPath returnPath;
    private final MailQueue queue;

    SentMessages(ReturnPath returnPath, MailQueue queue) {
        this.returnPath = returnPath;
        this.queue = queue;
    }

    /// @param proven whether who returns it knows its return path, which nobody can make up; everyone who has the
    /// message
    ///     knows its Message-ID
    record Returned(QueuedMessage message, boolean proven) {}

    boolean isReportBox(String recipient) {
        int at = recipient.lastIndexOf('@');
        return at > 0
                && recipient.substring(at + 1).equalsIgnoreCase(returnPath.domain())
                && REPORT_BOXES.contains(recipient.substring(0, at).toLowerCase(Locale.ROOT));
    }

    /// The message whose return path this is.
    Optional<QueuedMessage> at(String address) {
        return returnPath
                .messageOf(address)
                .flatMap(queue::find)
                .filter(message -> message.mail().kind() == MailKind.SENT)
                // At the very address that it went out with, so at no domain that is not the sender's or ours.
                .filter(message -> message.mail().envelope().sender().equalsIgnoreCase(address));
    }

    /// Whether an address is a return path of ours whose message is in the history no more.
    boolean isForgotten(String address) {
        return returnPath
                .messageOf(address)
                .filter(id -> queue.find(id).isEmpty())
                .isPresent();
    }

    /// The message that a report is about: by the return path that it names, else by the headers that it returns.
    Optional<Returned> returned(Letter letter) {
        return ArfParser.parse(FieldGroup.parse(letter.feedback()), "")
                .flatMap(Report.Arf::originalMailFrom)
                .flatMap(this::at)
                .map(message -> new Returned(message, true))
                .or(() -> returned(Recognition.returnedHeaders(letter)));
    }

    /// By its return path, else by its Message-ID.
    private Optional<Returned> returned(String headers) {
        List<FieldGroup> sections = FieldGroup.parse(headers);
        if (sections.isEmpty()) {
            return Optional.empty();
        }
        FieldGroup fields = sections.getFirst();
        return bracketed(fields, "Return-Path")
                .flatMap(this::at)
                .map(message -> new Returned(message, true))
                .or(() -> bracketed(fields, "Message-ID")
                        .map(id -> id.substring(0, Math.max(0, id.indexOf('@'))))
                        .flatMap(MessageId::parse)
                        .flatMap(queue::find)
                        .filter(message -> message.mail().kind() == MailKind.SENT)
                        .map(message -> new Returned(message, false)));
    }

    /// What stands in the angle brackets of a field.
    private static Optional<String> bracketed(FieldGroup fields, String name) {
        return fields.first(name).filter(value -> value.startsWith("<")).flatMap(value -> {
            int close = value.indexOf('>');
            return close > 1 && close <= MOST_CHARS ? Optional.of(value.substring(1, close)) : Optional.empty();
        });
    }
}

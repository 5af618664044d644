package org.posthorn.api.operator.command;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.event.MailEvent;

/// Events in words for operators.
final class EventWords {
    private EventWords() {}

    /// @param word of each reason that the event gives
    static String reasons(MailEvent event, Function<Reason, String> word, String between) {
        return reasons(event).map(word).distinct().collect(joining(between));
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

    static String detail(MailEvent event) {
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

    private static String doubt(boolean counts) {
        return counts ? "" : " (unproven, counts for nothing)";
    }
}

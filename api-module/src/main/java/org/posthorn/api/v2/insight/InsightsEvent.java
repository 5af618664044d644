package org.posthorn.api.v2.insight;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.MailEvent;

/// Something that happened to a message for one recipient, as the API tells it.
record InsightsEvent(Instant timestamp, EventType type, Optional<Details> details) {
    /// In the order of the model.
    enum EventType {
        SEND,
        REJECT,
        BOUNCE,
        COMPLAINT,
        DELIVERY,
        OPEN,
        CLICK,
        RENDERING_FAILURE,
        DELIVERY_DELAY,
        SUBSCRIPTION
    }

    record Details(Optional<Bounce> bounce, Optional<Complaint> complaint) {}

    record Bounce(BounceKind bounceType, String bounceSubType, Optional<String> diagnosticCode) {}

    /// The kinds of bounces by their words in API v2.
    enum BounceKind {
        UNDETERMINED,
        TRANSIENT,
        PERMANENT
    }

    record Complaint(Optional<String> complaintSubType, Optional<String> complaintFeedbackType) {}

    /// @param address whom it is told for
    static InsightsEvent of(MailEvent event, String address) {
        return switch (event) {
            case MailEvent.Send e -> plain(e, EventType.SEND);
            case MailEvent.Reject e -> plain(e, EventType.REJECT);
            case MailEvent.Delivery e -> plain(e, EventType.DELIVERY);
            case MailEvent.DeliveryDelay e -> plain(e, EventType.DELIVERY_DELAY);
            case MailEvent.RenderingFailure e -> plain(e, EventType.RENDERING_FAILURE);
            case MailEvent.Open e -> plain(e, EventType.OPEN);
            case MailEvent.Click e -> plain(e, EventType.CLICK);
            case MailEvent.Subscription e -> plain(e, EventType.SUBSCRIPTION);
            case MailEvent.Bounce e ->
                new InsightsEvent(
                        e.at(),
                        EventType.BOUNCE,
                        Optional.of(new Details(Optional.of(bounce(e, address)), Optional.empty())));
            case MailEvent.Complaint e ->
                new InsightsEvent(
                        e.at(),
                        EventType.COMPLAINT,
                        Optional.of(new Details(
                                Optional.empty(),
                                Optional.of(
                                        new Complaint(e.subType().map(InsightsEvent::upperSnake), e.feedbackType())))));
        };
    }

    private static InsightsEvent plain(MailEvent event, EventType type) {
        return new InsightsEvent(event.at(), type, Optional.empty());
    }

    private static Bounce bounce(MailEvent.Bounce event, String address) {
        return new Bounce(
                kind(event.type()),
                upperSnake(event.subType().name()),
                event.recipients().stream()
                        .filter(recipient -> recipient.address().equalsIgnoreCase(address))
                        .map(MailEvent.BouncedRecipient::diagnosticCode)
                        .filter(code -> !code.isEmpty())
                        .findFirst());
    }

    private static BounceKind kind(BounceType type) {
        return switch (type) {
            case Undetermined -> BounceKind.UNDETERMINED;
            case Transient -> BounceKind.TRANSIENT;
            case Permanent -> BounceKind.PERMANENT;
        };
    }

    /// `OnAccountSuppressionList` is `ON_ACCOUNT_SUPPRESSION_LIST`.
    private static String upperSnake(String camel) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (i > 0 && Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toUpperCase(Locale.ROOT);
    }
}

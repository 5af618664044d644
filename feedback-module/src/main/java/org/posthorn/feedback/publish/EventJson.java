package org.posthorn.feedback.publish;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Events in SES's two forms (SES Developer Guide, "Contents of event data" and "Amazon SNS notification contents").
@Singleton
public final class EventJson {
    /// The times of SES and SNS.
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String reportingHost;

    /// @param reportingHost the installation's host name in mail
    @Inject
    public EventJson(@MailDomain String reportingHost) {
        this.reportingHost = reportingHost;
    }

    /// The form of event publishing.
    String event(MailEvent event, Mail mail) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("eventType", typeOf(event));
        ObjectNode about = mail(mail);
        boolean sending = event instanceof MailEvent.Send;
        if (sending && MessageHeaders.isOfTemplate(mail)) {
            // Recorded: only the later events of such mail have it.
            about.remove("sourceArn");
        }
        MessageHeaders.of(mail, sending).addTo(about);
        ObjectNode tags = about.putObject("tags");
        tags(mail, event).forEach((name, values) -> {
            ArrayNode list = tags.putArray(name);
            values.forEach(list::add);
        });
        json.set("mail", about);
        json.set(keyOf(event), details(event, false));
        return json + "\n";
    }

    /// The older form, of the topics of identities: bounces, complaints and deliveries.
    String notification(MailEvent event, Mail mail, boolean headers) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("notificationType", typeOf(event));
        ObjectNode about = mail(mail);
        mail.origin().flatMap(Origin::sourceIp).ifPresent(ip -> about.put("sourceIp", ip));
        mail.origin().ifPresent(origin -> about.put("callerIdentity", callerIdentity(origin)));
        if (headers) {
            MessageHeaders.of(mail, false).addTo(about);
        }
        json.set(keyOf(event), details(event, true));
        json.set("mail", about);
        return json.toString();
    }

    private static ObjectNode mail(Mail mail) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("timestamp", TIME.format(mail.acceptedAt()));
        json.put("source", mail.source());
        mail.origin()
                .flatMap(Origin::identity)
                .ifPresent(identity -> json.put("sourceArn", mail.owner().identityArn(identity)));
        json.put("sendingAccountId", mail.tenant().accountId());
        json.put("messageId", mail.id().toString());
        ArrayNode destination = json.putArray("destination");
        mail.envelope().recipients().forEach(destination::add);
        return json;
    }

    /// SES's own tags, then the caller's.
    static Map<String, List<String>> tags(Mail mail, MailEvent event) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        mail.origin().ifPresent(origin -> tags.put("ses:operation", List.of(origin.operation())));
        mail.configurationSet().ifPresent(set -> tags.put("ses:configuration-set", List.of(set)));
        mail.origin().flatMap(Origin::sourceIp).ifPresent(ip -> tags.put("ses:source-ip", List.of(ip)));
        fromDomain(mail).ifPresent(domain -> tags.put("ses:from-domain", List.of(domain)));
        for (MessageTag tag : mail.tags()) {
            tags.computeIfAbsent(tag.name(), name -> new ArrayList<>()).add(tag.value());
        }
        mail.origin().ifPresent(origin -> tags.put("ses:caller-identity", List.of(callerIdentity(origin))));
        return tags;
    }

    private static Optional<String> fromDomain(Mail mail) {
        try {
            return Optional.of(Address.parse(mail.source()).domain());
        } catch (SesException e) {
            return Optional.empty();
        }
    }

    /// The name behind the last slash of the caller's ARN.
    private static String callerIdentity(Origin origin) {
        return origin.callerArn().substring(origin.callerArn().lastIndexOf('/') + 1);
    }

    static String typeOf(MailEvent event) {
        return switch (event) {
            case MailEvent.RenderingFailure f -> "Rendering Failure";
            default -> event.getClass().getSimpleName();
        };
    }

    private static String keyOf(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> "send";
            case MailEvent.Reject e -> "reject";
            case MailEvent.Bounce e -> "bounce";
            case MailEvent.Complaint e -> "complaint";
            case MailEvent.Delivery e -> "delivery";
            case MailEvent.DeliveryDelay e -> "deliveryDelay";
            case MailEvent.RenderingFailure e -> "failure";
            case MailEvent.Open e -> "open";
            case MailEvent.Click e -> "click";
            case MailEvent.Subscription e -> "subscription";
        };
    }

    private ObjectNode details(MailEvent event, boolean notification) {
        ObjectNode json = MAPPER.createObjectNode();
        switch (event) {
            case MailEvent.Send e -> {}
            case MailEvent.Reject e -> json.put("reason", e.reason());
            case MailEvent.Bounce e -> bounce(json, e, notification);
            case MailEvent.Complaint e -> complaint(json, e);
            case MailEvent.Delivery e -> delivery(json, e);
            case MailEvent.DeliveryDelay e -> delay(json, e);
            case MailEvent.RenderingFailure e ->
                json.put("errorMessage", e.errorMessage()).put("templateName", e.templateName());
            case MailEvent.Open e ->
                json.put("ipAddress", e.ipAddress())
                        .put("timestamp", TIME.format(e.at()))
                        .put("userAgent", e.userAgent());
            case MailEvent.Click e -> click(json, e);
            case MailEvent.Subscription e -> subscription(json, e);
        }
        return json;
    }

    private static void bounce(ObjectNode json, MailEvent.Bounce bounce, boolean notification) {
        json.put("feedbackId", feedbackId(bounce));
        json.put("bounceType", bounce.type().name());
        json.put("bounceSubType", bounce.subType().name());
        ArrayNode recipients = json.putArray("bouncedRecipients");
        for (MailEvent.BouncedRecipient recipient : bounce.recipients()) {
            recipients
                    .addObject()
                    .put("emailAddress", recipient.address())
                    .put("action", recipient.action())
                    .put("status", recipient.status().toString())
                    .put("diagnosticCode", recipient.diagnosticCode());
        }
        json.put("timestamp", TIME.format(bounce.at()));
        if (notification) {
            bounce.remoteMtaIp().ifPresent(ip -> json.put("remoteMtaIp", ip));
        }
        json.put("reportingMTA", bounce.reportingMta());
    }

    private static void complaint(ObjectNode json, MailEvent.Complaint complaint) {
        json.put("feedbackId", feedbackId(complaint));
        complaint
                .subType()
                .ifPresentOrElse(type -> json.put("complaintSubType", type), () -> json.putNull("complaintSubType"));
        ArrayNode recipients = json.putArray("complainedRecipients");
        complaint.recipients().forEach(address -> recipients.addObject().put("emailAddress", address));
        json.put("timestamp", TIME.format(complaint.at()));
        complaint.userAgent().ifPresent(agent -> json.put("userAgent", agent));
        complaint.feedbackType().ifPresent(type -> json.put("complaintFeedbackType", type));
        complaint.arrivalDate().ifPresent(date -> json.put("arrivalDate", TIME.format(date)));
    }

    private void delivery(ObjectNode json, MailEvent.Delivery delivery) {
        json.put("timestamp", TIME.format(delivery.at()));
        json.put("processingTimeMillis", delivery.processingTimeMillis());
        ArrayNode recipients = json.putArray("recipients");
        delivery.recipients().forEach(recipients::add);
        json.put("smtpResponse", delivery.smtpResponse());
        json.put("reportingMTA", reportingHost);
    }

    private static void delay(ObjectNode json, MailEvent.DeliveryDelay delay) {
        json.put("timestamp", TIME.format(delay.at()));
        json.put("delayType", delay.delayType());
        json.put("expirationTime", TIME.format(delay.expiresAt()));
        ArrayNode recipients = json.putArray("delayedRecipients");
        for (MailEvent.DelayedRecipient recipient : delay.recipients()) {
            recipients
                    .addObject()
                    .put("emailAddress", recipient.address())
                    .put("status", recipient.status().toString())
                    .put("diagnosticCode", recipient.diagnosticCode());
        }
        json.put("reportingMTA", delay.reportingMta());
    }

    private static void click(ObjectNode json, MailEvent.Click click) {
        json.put("ipAddress", click.ipAddress())
                .put("timestamp", TIME.format(click.at()))
                .put("userAgent", click.userAgent())
                .put("link", click.link());
        if (click.linkTags().isEmpty()) {
            json.putNull("linkTags");
            return;
        }
        ObjectNode tags = json.putObject("linkTags");
        click.linkTags().forEach((name, values) -> {
            ArrayNode list = tags.putArray(name);
            values.forEach(list::add);
        });
    }

    private static void subscription(ObjectNode json, MailEvent.Subscription subscription) {
        json.put("contactList", subscription.contactList())
                .put("timestamp", TIME.format(subscription.at()))
                .put("source", subscription.source());
        preferences(json.putObject("newTopicPreferences"), subscription.now());
        preferences(json.putObject("oldTopicPreferences"), subscription.before());
    }

    private static void preferences(ObjectNode json, MailEvent.Preferences preferences) {
        json.put("unsubscribeAll", preferences.unsubscribeAll());
        ArrayNode topics = json.putArray("topicSubscriptionStatus");
        for (MailEvent.TopicPreference topic : preferences.topics()) {
            topics.addObject()
                    .put("topicName", topic.topic())
                    .put("subscriptionStatus", topic.optedIn() ? "OptIn" : "OptOut");
        }
    }

    /// In the form of a message id; the same for the same event, whenever it is told.
    private static String feedbackId(MailEvent event) {
        Instant at = event.at();
        UUID id = UUID.nameUUIDFromBytes((event.messageId() + "/" + event).getBytes(StandardCharsets.UTF_8));
        long region = event.messageId().regionAndTime() >>> 48;
        return new MessageId(
                        (region << 48) | (at.toEpochMilli() & ((1L << 48) - 1)),
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits())
                .toString();
    }
}

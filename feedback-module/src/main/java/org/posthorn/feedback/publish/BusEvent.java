package org.posthorn.feedback.publish;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.tag.Resource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An event as EventBridge hands it to its targets (SES Developer Guide, "SES events schema reference"). The same event
/// always has the same `id`.
final class BusEvent {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private BusEvent() {}

    /// @param detail the event in JSON, as [EventJson] has it
    static String of(MailEvent event, Mail mail, String detail) {
        Tenant tenant = mail.tenant();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("version", "0");
        json.put(
                "id",
                UUID.nameUUIDFromBytes(detail.getBytes(StandardCharsets.UTF_8)).toString());
        json.put("detail-type", typeOf(event));
        json.put("source", "aws.ses");
        json.put("account", tenant.accountId());
        json.put("time", TIME.format(event.at()));
        json.put("region", tenant.region());
        Optional<String> identity = mail.origin().flatMap(Origin::identity);
        var resources = json.putArray("resources");
        identity.map(name -> new Resource(Resource.Type.IDENTITY, name).arn(mail.owner()))
                .ifPresent(resources::add);
        json.set("detail", JsonMapper.shared().readTree(detail));
        return json.toString();
    }

    private static String typeOf(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> "Email Sent";
            case MailEvent.Reject e -> "Email Rejected";
            case MailEvent.Bounce e -> "Email Bounced";
            case MailEvent.Complaint e -> "Email Complaint Received";
            case MailEvent.Delivery e -> "Email Delivered";
            case MailEvent.Open e -> "Email Opened";
            case MailEvent.Click e -> "Email Clicked";
            case MailEvent.RenderingFailure e -> "Email Rendering Failed";
            case MailEvent.DeliveryDelay e -> "Email Delivery Delayed";
            case MailEvent.Subscription e -> "Email Subscribed";
        };
    }
}

package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mime.CommonHeaders;
import org.posthorn.engine.mime.HeaderFields;
import org.posthorn.engine.settings.ReceiptAction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What topics and functions are told of a message that came in, its keys in the order that SES was seen to write (SES
/// Developer Guide, "Contents of notifications for Amazon SES email receiving" and "Lambda action"). Safe for use by
/// many threads.
@Singleton
final class ReceivedJson {
    /// Of the names and values of fields, as SES tells.
    private static final int HEADER_CHARS = 10 * 1024;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final InstantSource clock;

    @Inject
    ReceivedJson(InstantSource clock) {
        this.clock = clock;
    }

    /// The notification that an action was done.
    String notification(ReceiptAction action, Task task) {
        return told(action, task).toString();
    }

    /// The notification that is the action, content included.
    String notification(ReceiptAction.Sns action, Task task) {
        byte[] bytes = task.content().bytes();
        return told(action, task)
                .put(
                        "content",
                        action.encoding() == ReceiptAction.Encoding.BASE64
                                ? Base64.getEncoder().encodeToString(bytes)
                                : new String(bytes, StandardCharsets.UTF_8))
                .toString();
    }

    /// What a function gets.
    String event(ReceiptAction.Lambda action, Task task) {
        ObjectNode event = JsonMapper.shared().createObjectNode();
        ObjectNode entry = event.putArray("Records").addObject();
        entry.put("eventSource", "aws:ses");
        entry.put("eventVersion", "1.0");
        ObjectNode ses = entry.putObject("ses");
        putMail(ses.putObject("mail"), task);
        putReceipt(ses.putObject("receipt"), action, task);
        return event.toString();
    }

    private ObjectNode told(ReceiptAction action, Task task) {
        ObjectNode notification = JsonMapper.shared().createObjectNode();
        notification.put("notificationType", "Received");
        putMail(notification.putObject("mail"), task);
        putReceipt(notification.putObject("receipt"), action, task);
        return notification;
    }

    private static void putMail(ObjectNode node, Task task) {
        Mail mail = task.mail();
        node.put("timestamp", TIME.format(mail.acceptedAt()));
        node.put("source", mail.source());
        node.put("messageId", ReceivedId.of(mail.id()));
        putAll(node, "destination", mail.envelope().recipients());
        // Readers want the common fields, however much stands before them.
        HeaderFields all = HeaderFields.of(task.content(), Limits.HEADER_BYTES);
        HeaderFields shown = all.first(HEADER_CHARS);
        node.put("headersTruncated", shown.truncated());
        ArrayNode headers = node.putArray("headers");
        shown.fields()
                .forEach(field -> headers.addObject().put("name", field.name()).put("value", field.value()));
        putCommon(node.putObject("commonHeaders"), CommonHeaders.of(all));
    }

    private static void putCommon(ObjectNode node, CommonHeaders common) {
        put(node, "returnPath", common.returnPath().map(ReceivedJson::bare));
        common.from().ifPresent(list -> putAll(node, "from", list));
        put(node, "date", common.date());
        common.to().ifPresent(list -> putAll(node, "to", list));
        common.cc().ifPresent(list -> putAll(node, "cc", list));
        common.bcc().ifPresent(list -> putAll(node, "bcc", list));
        put(node, "sender", common.sender());
        common.replyTo().ifPresent(list -> putAll(node, "replyTo", list));
        put(node, "messageId", common.messageId());
        put(node, "subject", common.subject());
    }

    /// Recorded so: the field has angle brackets, this has none.
    private static String bare(String path) {
        return path.startsWith("<") && path.endsWith(">") ? path.substring(1, path.length() - 1) : path;
    }

    private void putReceipt(ObjectNode node, ReceiptAction action, Task task) {
        Mail mail = task.mail();
        Instant now = clock.instant();
        node.put("timestamp", TIME.format(mail.acceptedAt()));
        // Readers of this event want it above zero (Powertools for AWS Lambda refuses the whole event otherwise).
        node.put(
                "processingTimeMillis",
                Math.max(1, Duration.between(mail.acceptedAt(), now).toMillis()));
        putAll(node, "recipients", task.recipients());
        Verdicts verdicts = mail.receipt().orElseThrow().verdicts();
        putVerdict(node, "spamVerdict", verdicts.spam());
        putVerdict(node, "virusVerdict", verdicts.virus());
        putVerdict(node, "spfVerdict", verdicts.spf());
        putVerdict(node, "dkimVerdict", verdicts.dkim());
        putVerdict(node, "dmarcVerdict", verdicts.dmarc());
        put(node, "dmarcPolicy", verdicts.dmarcPolicy().map(Enum::name));
        putAction(node.putObject("action"), action, mail);
    }

    private static void putVerdict(ObjectNode node, String key, Verdicts.Verdict verdict) {
        node.putObject(key).put("status", verdict.name());
    }

    private static void putAction(ObjectNode node, ReceiptAction action, Mail mail) {
        node.put(
                "type",
                switch (action) {
                    case ReceiptAction.S3 s3 -> "S3";
                    case ReceiptAction.Sns sns -> "SNS";
                    case ReceiptAction.Lambda lambda -> "Lambda";
                    case ReceiptAction.Bounce bounce -> "Bounce";
                    case ReceiptAction.AddHeader add -> "AddHeader";
                    case ReceiptAction.Stop stop -> "Stop";
                });
        put(node, "topicArn", action.topicArn());
        switch (action) {
            case ReceiptAction.S3 s3 -> {
                node.put("bucketName", s3.bucket());
                put(node, "objectKeyPrefix", s3.prefix());
                node.put("objectKey", S3Act.key(s3, mail.id()));
            }
            case ReceiptAction.Sns sns ->
                // Recorded so, unlike the API's words.
                node.put("encoding", sns.encoding() == ReceiptAction.Encoding.BASE64 ? "BASE64" : "UTF8");
            case ReceiptAction.Lambda lambda -> {
                node.put("functionArn", lambda.functionArn());
                node.put("invocationType", lambda.invocationType().name());
            }
            case ReceiptAction.Bounce bounce -> {
                node.put("smtpReplyCode", bounce.smtpReplyCode());
                put(node, "statusCode", bounce.statusCode());
                node.put("message", bounce.message());
                node.put("sender", bounce.sender());
            }
            case ReceiptAction.AddHeader add -> {}
            case ReceiptAction.Stop stop -> {}
        }
    }

    private static void put(ObjectNode node, String key, Optional<String> value) {
        value.ifPresent(text -> node.put(key, text));
    }

    private static void putAll(ObjectNode node, String key, List<String> values) {
        values.forEach(node.putArray(key)::add);
    }
}

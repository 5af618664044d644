package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Verdicts.DmarcPolicy;
import org.posthorn.engine.settings.ReceiptAction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReceivedJsonTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:mail";
    private static final String MESSAGE = """
            Return-Path: <sender@example.org>
            Received: from mx.example.org ([192.0.2.1])
             by mail.test
            From: =?utf-8?q?J=C3=B6rg?= <sender@example.org>
            Date: Thu, 26 Nov 2026 10:00:00 +0100
            To: a@example.com, B <b@example.com>
            Reply-To: r@example.org
            Message-ID: <1@example.org>
            Subject: =?utf-8?q?h=C3=A9?=

            höll
            """.replace("\n", "\r\n");

    private final ReceivedJson json = new ReceivedJson(() -> Received.AT.plusMillis(250));

    /// Keys and their order as in what SES sent (recorded), with a field for what may be absent there.
    @Test
    void aNotificationHasTheFieldsOfSesInTheirOrder() {
        Task task = Received.task(MESSAGE);
        String id = ReceivedId.of(task.mail().id());
        assertThat(json.notification(
                        new ReceiptAction.S3("example-mail", Optional.of("in/"), Optional.empty(), Optional.of(TOPIC)),
                        task))
                .isEqualTo("""
                        {"notificationType":"Received","mail":{"timestamp":"2026-11-26T09:00:00.123Z",
                        "source":"sender@example.org","messageId":"ID","destination":["a@example.com","b@example.com"],
                        "headersTruncated":false,"headers":[{"name":"Return-Path","value":"<sender@example.org>"},
                        {"name":"Received","value":"from mx.example.org ([192.0.2.1]) by mail.test"},
                        {"name":"From","value":"=?utf-8?q?J=C3=B6rg?= <sender@example.org>"},
                        {"name":"Date","value":"Thu, 26 Nov 2026 10:00:00 +0100"},
                        {"name":"To","value":"a@example.com, B <b@example.com>"},
                        {"name":"Reply-To","value":"r@example.org"},{"name":"Message-ID","value":"<1@example.org>"},
                        {"name":"Subject","value":"=?utf-8?q?h=C3=A9?="}],
                        "commonHeaders":{"returnPath":"sender@example.org","from":["\\"Jörg\\" <sender@example.org>"],
                        "date":"Thu, 26 Nov 2026 10:00:00 +0100","to":["a@example.com","B <b@example.com>"],
                        "replyTo":["r@example.org"],"messageId":"<1@example.org>","subject":"hé"}},
                        "receipt":{"timestamp":"2026-11-26T09:00:00.123Z","processingTimeMillis":250,
                        "recipients":["a@example.com"],"spamVerdict":{"status":"DISABLED"},
                        "virusVerdict":{"status":"PROCESSING_FAILED"},"spfVerdict":{"status":"PASS"},
                        "dkimVerdict":{"status":"GRAY"},"dmarcVerdict":{"status":"FAIL"},
                        "action":{"type":"S3","topicArn":"arn:aws:sns:us-east-1:123456789012:mail",
                        "bucketName":"example-mail","objectKeyPrefix":"in/","objectKey":"in/ID"}}}
                        """.replace("\n", "").replace("ID\"", id + "\"").replace("Message-" + id, "Message-ID"));
    }

    @Test
    void contentIsAsItCameInEitherEncoding() {
        Task task = Received.task(MESSAGE, Optional.of(DmarcPolicy.quarantine));
        JsonNode text = sns(ReceiptAction.Encoding.UTF_8, task);
        JsonNode base64 = sns(ReceiptAction.Encoding.BASE64, task);
        assertThat(text.propertyNames()).containsExactly("notificationType", "mail", "receipt", "content");
        assertThat(text.get("content").asString()).isEqualTo(MESSAGE);
        assertThat(Base64.getDecoder().decode(base64.get("content").asString()))
                .isEqualTo(MESSAGE.getBytes(StandardCharsets.UTF_8));
        assertThat(text.at("/receipt/action").toString())
                .isEqualTo("{\"type\":\"SNS\",\"topicArn\":\"" + TOPIC + "\",\"encoding\":\"UTF8\"}");
        assertThat(base64.at("/receipt/action/encoding").asString()).isEqualTo("BASE64");
        assertThat(text.at("/receipt/dmarcPolicy").asString()).isEqualTo("quarantine");
    }

    private JsonNode sns(ReceiptAction.Encoding encoding, Task task) {
        return JsonMapper.shared().readTree(json.notification(new ReceiptAction.Sns(TOPIC, encoding), task));
    }

    @Test
    void aFunctionGetsOneRecordWithoutContent() {
        Task task = Received.task(MESSAGE);
        JsonNode event = JsonMapper.shared()
                .readTree(json.event(
                        new ReceiptAction.Lambda(
                                "arn:aws:lambda:us-east-1:123456789012:function:f",
                                ReceiptAction.InvocationType.Event,
                                Optional.empty()),
                        task));
        JsonNode record = event.at("/Records/0");
        assertThat(event.get("Records")).hasSize(1);
        assertThat(record.propertyNames()).containsExactly("eventSource", "eventVersion", "ses");
        assertThat(record.get("eventSource").asString()).isEqualTo("aws:ses");
        assertThat(record.get("eventVersion").asString()).isEqualTo("1.0");
        assertThat(record.get("ses").propertyNames()).containsExactly("mail", "receipt");
        assertThat(record.at("/ses/receipt/action").toString())
                .isEqualTo("{\"type\":\"Lambda\",\"functionArn\":\"arn:aws:lambda:us-east-1:123456789012:function:f\","
                        + "\"invocationType\":\"Event\"}");
    }

    /// Powertools for AWS Lambda (its schemas for Python and TypeScript) refuses an event whose time is not above zero.
    @Test
    void processingTakesAMillisecondAtLeast() {
        ReceivedJson atOnce = new ReceivedJson(() -> Received.AT);
        assertThat(JsonMapper.shared()
                        .readTree(atOnce.notification(new ReceiptAction.Stop(Optional.empty()), Received.task(MESSAGE)))
                        .at("/receipt/processingTimeMillis")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void otherActionsAreToldByTheirFields() {
        Task task = Received.task(MESSAGE);
        assertThat(action(new ReceiptAction.Stop(Optional.of(TOPIC)), task))
                .isEqualTo("{\"type\":\"Stop\",\"topicArn\":\"" + TOPIC + "\"}");
        assertThat(action(
                        new ReceiptAction.Bounce(
                                "550",
                                Optional.of("5.1.1"),
                                "Mailbox does not exist",
                                "mailer@example.com",
                                Optional.of(TOPIC)),
                        task))
                .isEqualTo("{\"type\":\"Bounce\",\"topicArn\":\"" + TOPIC + "\",\"smtpReplyCode\":\"550\","
                        + "\"statusCode\":\"5.1.1\",\"message\":\"Mailbox does not exist\","
                        + "\"sender\":\"mailer@example.com\"}");
    }

    private String action(ReceiptAction action, Task task) {
        return JsonMapper.shared()
                .readTree(json.notification(action, task))
                .at("/receipt/action")
                .toString();
    }

    @Test
    void fieldsBehindTenKilobytesAreLeftOutAndTheCommonOnesAreToldStill() {
        String message =
                "X-Long: " + "x".repeat(9_000) + "\r\nX-Longer: " + "y".repeat(9_000) + "\r\nSubject: late\r\n\r\n";
        JsonNode mail = JsonMapper.shared()
                .readTree(json.notification(new ReceiptAction.Stop(Optional.empty()), Received.task(message)))
                .get("mail");
        assertThat(mail.get("headersTruncated").asBoolean()).isTrue();
        assertThat(mail.get("headers")).hasSize(1);
        assertThat(mail.at("/commonHeaders/subject").asString()).isEqualTo("late");
    }
}

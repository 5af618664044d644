package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BounceType;
import software.amazon.awssdk.services.ses.model.BouncedRecipientInfo;
import software.amazon.awssdk.services.ses.model.DsnAction;
import software.amazon.awssdk.services.ses.model.ExtensionField;
import software.amazon.awssdk.services.ses.model.SendBounceRequest;

/// An account bounces what came in for it.
class SendBounceTest {
    private static final Tenant TENANT = Installation.TENANT;
    private static final Instant WHEN = Instant.parse("2026-11-26T08:00:00Z");

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().with("mail.domain=mail.test");

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static Credential key;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void anotherAccount() {
        posthorn.tenant(new Tenant("210987654321", "us-east-1"), "other.example");
    }

    @Test
    @Shows("SendBounce")
    void aBounceSaysWhatTheCallerSays() {
        String id = received("ann@strange.test");
        posthorn.ended(ReceivedId.parse(id).orElseThrow().toString());

        String bounceId = ses.sendBounce(r -> r.originalMessageId(id)
                        .bounceSender("Desk \u00dc <desk@example.com>")
                        .explanation("Nobody of that name: \u00dc.")
                        .messageDsn(d -> d.reportingMta("dns; mx.example.com")
                                .arrivalDate(WHEN)
                                .extensionFields(field("X-Case", "4711")))
                        .bouncedRecipientInfoList(
                                info(i -> i.recipient("gone@example.com").bounceType(BounceType.DOES_NOT_EXIST)),
                                info(i -> i.recipient("full@example.com")
                                        .recipientDsnFields(f -> f.finalRecipient("elsewhere@example.net")
                                                .action(DsnAction.DELAYED)
                                                .remoteMta("dns; mx.example.net")
                                                .status("4.2.2")
                                                .diagnosticCode("smtp; 452 4.2.2 full")
                                                .lastAttemptDate(WHEN)
                                                .extensionFields(field("X-Try", "3"))))))
                .messageId();

        assertThat(MessageId.parse(bounceId)).isPresent();
        ReceivedMessage bounce = TestServer.arrived(relay, "ann@strange.test");
        assertThat(bounce.sender()).isEmpty();
        assertThat(bounce.text())
                .contains("From: =?ISO-8859-1?Q?Desk_=DC?= <desk@example.com>\r\n")
                .contains("To: ann@strange.test\r\n", bounceId + "@mail.test>\r\n")
                .contains("In-Reply-To: <original@strange.test>\r\n", "Auto-Submitted: auto-replied\r\n")
                .contains("\r\nNobody of that name: =C3=9C=2E\r\n")
                .contains("""
                        Reporting-MTA: dns; mx.example.com
                        Arrival-Date: Thu, 26 Nov 2026 08:00:00 +0000
                        X-Case: 4711

                        Final-Recipient: rfc822; gone@example.com
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist

                        Final-Recipient: rfc822; elsewhere@example.net
                        Action: delayed
                        Status: 4.2.2
                        Remote-MTA: dns; mx.example.net
                        Diagnostic-Code: smtp; 452 4.2.2 full
                        Last-Attempt-Date: Thu, 26 Nov 2026 08:00:00 +0000
                        X-Try: 3
                        """.replace("\n", "\r\n"))
                .contains("Content-Type: text/rfc822-headers\r\n\r\nFrom: Far <far@strange.test>\r\n"
                        + "Message-ID: <original@strange.test>\r\nSubject: Hello\r\n");
        assertThat(ses.getSendQuota().sentLast24Hours()).isZero();
        assertThat(ses.getSendStatistics().sendDataPoints()).isEmpty();
    }

    @Test
    void whatIsLeftOutIsMadeOfTheRecipients() {
        String id = received("bob@strange.test");

        ses.sendBounce(request(id, r -> r));

        assertThat(TestServer.arrived(relay, "bob@strange.test").text())
                .contains("From: desk@example.com\r\n", "Reporting-MTA: dns; mail.test\r\n", "Arrival-Date: ")
                .contains("trying to deliver the mail to the following recipients:\r\ngone@example.com\r\n")
                .contains("Status: 5.6.1\r\n");
    }

    @Test
    void onlyAMessageOfTheAccountOfTheLastDayFromSomebodyKnownCanBeBounced() {
        Instant now = Instant.now();
        String strangers = id(ReceiptFixture.receive(
                posthorn, new Tenant("210987654321", "us-east-1"), now, "cay@strange.test", true, "gone@example.com"));
        String old = id(ReceiptFixture.receive(
                posthorn, TENANT, now.minusSeconds(86_460), "cay@strange.test", true, "gone@example.com"));
        String nobodys = id(ReceiptFixture.receive(posthorn, TENANT, now, "", true, "gone@example.com"));
        String unproven =
                id(ReceiptFixture.receive(posthorn, TENANT, now, "cay@strange.test", false, "gone@example.com"));
        String outbound = ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("dan@strange.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();

        // The texts are guesses.
        for (String unknown : new String[] {
            "no-such-id", strangers, outbound, id(MessageId.parse(outbound).orElseThrow())
        }) {
            rejected(request(unknown, r -> r), "Message <" + unknown + "> does not exist.");
        }
        rejected(request(old, r -> r), "Message <" + old + "> was received more than 24 hours ago.");
        rejected(request(nobodys, r -> r), "Message <" + nobodys + "> has no sender to bounce to.");
        rejected(
                request(unproven, r -> r),
                "The sender of message <" + unproven
                        + "> is proven by neither SPF nor DKIM, so that a bounce may go to somebody else.");
        assertThat(relay.messages()).noneMatch(message -> message.recipients().contains("cay@strange.test"));
    }

    @Test
    void theBounceIsInTheNameOfAVerifiedIdentityAndOfRecipients() {
        String id = received("eve@strange.test");

        rejected(
                request(id, r -> r.bounceSender("desk@unverified.test")),
                "Email address is not verified. The following identities failed the check in region US-EAST-1:"
                        + " desk@unverified.test");
        // A guess.
        rejected(
                request(
                        id,
                        r -> r.bouncedRecipientInfoList(
                                info(i -> i.recipient("stranger@example.com").bounceType(BounceType.UNDEFINED)))),
                "<stranger@example.com> is not a recipient of the original message.");
        Refusal.assertRefused(
                () -> ses.sendBounce(request(id, r -> r.bounceSender("desk"))),
                "InvalidParameterValue",
                "Missing final '@domain'");
        Refusal.assertRefused(
                () -> ses.sendBounce(request(
                        id, r -> r.bounceSenderArn("arn:aws:ses:us-east-1:210987654321:identity/other.example"))),
                "AccessDenied",
                "User `arn:aws:iam::123456789012:user/" + key.accessKeyId()
                        + "' is not authorized to perform `ses:SendBounce' on resource"
                        + " `arn:aws:ses:us-east-1:210987654321:identity/other.example'");

        ses.sendBounce(request(
                id,
                r -> r.bouncedRecipientInfoList(info(i -> i.recipient("alias@example.net")
                        .recipientDsnFields(f -> f.finalRecipient("GONE@example.com")
                                .action(DsnAction.FAILED)
                                .status("5.0.0"))))));
        assertThat(TestServer.arrived(relay, "eve@strange.test").text())
                .contains("Final-Recipient: rfc822; GONE@example.com\r\n");
    }

    @Test
    void whatCannotBeToldIsRefused() {
        String id = received("fay@strange.test");

        // The texts are guesses, but for those of constraints.
        Refusal.assertRefused(
                () -> ses.sendBounce(
                        request(id, r -> r.bouncedRecipientInfoList(info(i -> i.recipient("gone@example.com"))))),
                "InvalidParameterValue",
                "Either BounceType or RecipientDsnFields must be specified.");
        Refusal.assertRefused(
                () -> ses.sendBounce(request(
                        id, r -> r.messageDsn(d -> d.reportingMta("dns; x").extensionFields(field("X Bad", "v"))))),
                "InvalidParameterValue",
                "Invalid extension field name: X Bad");
        Refusal.assertRefused(
                () -> ses.sendBounce(request(
                        id,
                        r -> r.messageDsn(
                                d -> d.reportingMta("dns; x").extensionFields(field("X-Bad", "v\r\nBcc: x"))))),
                "InvalidParameterValue",
                "Invalid value of extension field X-Bad");
        Refusal.assertRefused(
                () -> ses.sendBounce(r -> r.originalMessageId(id).bounceSender("desk@example.com")),
                "ValidationError",
                "1 validation error detected: Value null at 'bouncedRecipientInfoList' failed to satisfy constraint:"
                        + " Member must not be null");
        Refusal.assertRefused(
                () -> ses.sendBounce(request(
                        id,
                        r -> r.bouncedRecipientInfoList(
                                info(i -> i.recipient("gone@example.com").bounceType("Tired"))))),
                "ValidationError",
                "1 validation error detected: Value at 'bouncedRecipientInfoList.1.member.bounceType' failed to"
                        + " satisfy constraint: Member must satisfy enum value set: [ContentRejected, DoesNotExist,"
                        + " ExceededQuota, MessageTooLarge, TemporaryFailure, Undefined]");
    }

    private static void rejected(SendBounceRequest request, String text) {
        Refusal.assertRefused(() -> ses.sendBounce(request), "MessageRejected", text);
    }

    private static SendBounceRequest request(String id, UnaryOperator<SendBounceRequest.Builder> change) {
        return change.apply(SendBounceRequest.builder()
                        .originalMessageId(id)
                        .bounceSender("desk@example.com")
                        .bouncedRecipientInfoList(
                                info(i -> i.recipient("gone@example.com").bounceType(BounceType.CONTENT_REJECTED))))
                .build();
    }

    private static BouncedRecipientInfo info(Consumer<BouncedRecipientInfo.Builder> change) {
        return BouncedRecipientInfo.builder().applyMutation(change).build();
    }

    private static ExtensionField field(String name, String value) {
        return ExtensionField.builder().name(name).value(value).build();
    }

    private static String received(String sender) {
        return id(ReceiptFixture.receive(
                posthorn, TENANT, Instant.now(), sender, true, "gone@example.com", "full@example.com"));
    }

    private static String id(MessageId id) {
        return ReceivedId.of(id);
    }
}

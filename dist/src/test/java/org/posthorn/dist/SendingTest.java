package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.simpleemail.AmazonSimpleEmailService;
import com.amazonaws.services.simpleemail.AmazonSimpleEmailServiceClientBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.IdentityType;
import software.amazon.awssdk.services.ses.model.MessageRejectedException;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;
import software.amazon.awssdk.services.ses.model.SendRawEmailRequest;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.VerificationStatus;

/// The whole line through the outside: an AWS SDK, the server, a real SMTP peer, and back.
class SendingTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay(new PeerScript()
                    .offer("8BITMIME")
                    .reply("RCPT", "unknown@", "550 5.1.1 user unknown")
                    .reply("RCPT", "busy@", "450 4.2.1 mailbox busy"))
            .with("retry.schedule=1s");

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Given
    private static Credential key;

    @Test
    @Shows("SendEmail")
    void anUnmodifiedSdkSendsMailThatArrives() {
        String id = ses.sendEmail(email("Grüße", "ann@example.net")).messageId();
        assertThat(MessageId.parse(id)).isPresent();
        ReceivedMessage message = arrived("ann@example.net");
        assertThat(message.sender()).endsWith("@mail.test").startsWith("b-");
        assertThat(message.text())
                .contains("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=")
                .contains("Message-ID: <" + id + "@mail.test>")
                .contains("Content-Type: multipart/alternative;");
    }

    @Test
    void aLinkOfTheOlderSdkWorksTheSame() {
        AmazonSimpleEmailService v1 = AmazonSimpleEmailServiceClientBuilder.standard()
                .withEndpointConfiguration(
                        new EndpointConfiguration(posthorn.api().toString(), "us-east-1"))
                .withCredentials(new AWSStaticCredentialsProvider(
                        new BasicAWSCredentials(key.accessKeyId(), key.secretAccessKey())))
                .build();
        var content = new com.amazonaws.services.simpleemail.model.Content("v1");
        v1.sendEmail(new com.amazonaws.services.simpleemail.model.SendEmailRequest()
                .withSource("Shop <shop@example.com>")
                .withDestination(new com.amazonaws.services.simpleemail.model.Destination(List.of("v1@example.net")))
                .withMessage(new com.amazonaws.services.simpleemail.model.Message(
                        content, new com.amazonaws.services.simpleemail.model.Body(content))));
        assertThat(arrived("v1@example.net").text()).contains("From: Shop <shop@example.com>");
        assertThatThrownBy(() -> v1.sendEmail(new com.amazonaws.services.simpleemail.model.SendEmailRequest()
                        .withSource("x@other.test")
                        .withDestination(
                                new com.amazonaws.services.simpleemail.model.Destination(List.of("v1@example.net")))
                        .withMessage(new com.amazonaws.services.simpleemail.model.Message(
                                content, new com.amazonaws.services.simpleemail.model.Body(content)))))
                .isInstanceOf(com.amazonaws.services.simpleemail.model.MessageRejectedException.class)
                .hasMessageContaining("Email address is not verified.");
        v1.shutdown();
    }

    @Test
    @Shows("SendRawEmail")
    void rawMailArrivesByteForByte() {
        String body = "line with a dot\r\n.\r\n..two\r\n" + "ä".repeat(10) + "\r\n";
        ses.sendRawEmail(SendRawEmailRequest.builder()
                .rawMessage(raw -> raw.data(SdkBytes.fromUtf8String(
                        "From: shop@example.com\r\nTo: raw@example.net\r\nX-Kept: yes\r\n\r\n" + body)))
                .build());
        ReceivedMessage message = arrived("raw@example.net");
        assertThat(new String(message.content(), StandardCharsets.UTF_8))
                .contains("X-Kept: yes\r\n")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void aRefusedRecipientComesBackAsABounceWhileTheOtherIsDelivered() {
        ses.sendEmail(SendEmailRequest.builder()
                .source("Shop <shop@example.com>")
                .returnPath("returned@example.com")
                .destination(d -> d.toAddresses("unknown@example.net", "known@example.net"))
                .message(m -> m.subject(s -> s.data("to two")).body(b -> b.text(t -> t.data("text"))))
                .build());
        assertThat(arrived("known@example.net").recipients()).containsExactly("known@example.net");
        ReceivedMessage bounce = arrived("returned@example.com");
        assertThat(bounce.sender()).isEmpty();
        assertThat(bounce.text())
                .contains("From: MAILER-DAEMON@mail.test")
                .contains("Subject: Delivery Status Notification (Failure)")
                .contains("Content-Type: multipart/report; report-type=delivery-status")
                .contains("Final-Recipient: rfc822; unknown@example.net")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 user unknown")
                .contains("Subject: to two");
    }

    @Test
    void aDsnToTheReturnPathComesBackAsABounce() throws Exception {
        ses.sendEmail(email("asynchronous", "later@example.net"));
        String returnPath = arrived("later@example.net").sender();
        String dsn = "From: MAILER-DAEMON@mx.example.net\r\nTo: " + returnPath
                + "\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n"
                + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
                + "Final-Recipient: rfc822; later@example.net\r\nAction: failed\r\nStatus: 5.2.1\r\n"
                + "Diagnostic-Code: smtp; 550 5.2.1 mailbox disabled\r\n\r\n--b--\r\n";
        assertThat(SmtpText.send(posthorn.server.endpoints().inbound(), "", returnPath, dsn))
                .startsWith("250");
        ReceivedMessage bounce = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> relay.messages().stream()
                                .filter(m -> m.text().contains("550 5.2.1 mailbox disabled"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(bounce.recipients()).containsExactly("shop@example.com");
        assertThat(bounce.sender()).isEmpty();
        assertThat(SmtpText.send(posthorn.server.endpoints().inbound(), "", returnPath.replaceFirst("b-.", "b-"), dsn))
                .startsWith("550 5.1.1");
    }

    @Test
    void aDeferredRecipientIsTriedAgainUntilItIsTaken() {
        ses.sendEmail(email("busy", "busy@example.net"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> relay.commands().stream()
                                .filter(c ->
                                        c.toUpperCase(java.util.Locale.ROOT).startsWith("RCPT TO:<BUSY@"))
                                .count()
                        >= 2);
    }

    @Test
    void theSimulatorsBounceComplaintAndOutOfOfficeMakeTheRoundTrip() {
        ses.sendEmail(email("sim", "bounce+x@simulator.amazonses.com"));
        ses.sendEmail(email("sim", "complaint@simulator.amazonses.com"));
        ses.sendEmail(email("sim", "ooto@simulator.amazonses.com"));
        for (String sign : List.of(
                "Final-Recipient: rfc822; bounce+x@simulator.amazonses.com",
                "Feedback-Type: abuse",
                "Auto-Submitted: auto-replied")) {
            await(sign)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> relay.messages().stream()
                            .anyMatch(m -> m.recipients().equals(List.of("shop@example.com"))
                                    && m.text().contains(sign)));
        }
    }

    @Test
    void errorsReachTheSdkAsItsOwnExceptions() {
        assertThatThrownBy(() -> ses.sendEmail(SendEmailRequest.builder()
                        .source("stranger@other.test")
                        .destination(d -> d.toAddresses("a@example.net"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .build()))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining(
                        "Email address is not verified. The following identities failed the check in region US-EAST-1: "
                                + "stranger@other.test");
        assertThatThrownBy(() -> ses.sendEmail(email("s", "a@example.net").toBuilder()
                        .configurationSetName("none")
                        .build()))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class)
                .hasMessageContaining("Configuration set <none> does not exist.");
        assertThatThrownBy(() -> posthorn.client(key.accessKeyId(), "wrong").getSendQuota())
                .isInstanceOfSatisfying(SesException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
                });
        assertThatThrownBy(() -> posthorn.client("AKIAUNKNOWN", "x").getSendQuota())
                .isInstanceOfSatisfying(
                        SesException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    @Test
    @Shows({
        "DeleteIdentity",
        "GetIdentityNotificationAttributes",
        "GetIdentityVerificationAttributes",
        "GetSendQuota",
        "GetSendStatistics",
        "ListIdentities",
        "SetIdentityFeedbackForwardingEnabled"
    })
    void identitiesQuotaAndStatisticsAnswerTheSdk() {
        String token =
                ses.verifyDomainIdentity(r -> r.domain("Sub.Example.org")).verificationToken();
        assertThat(token).hasSize(44);
        assertThat(ses.listIdentities(r -> r.identityType(IdentityType.DOMAIN)).identities())
                .contains("example.com", "sub.example.org");
        assertThat(ses.getIdentityVerificationAttributes(r -> r.identities("sub.example.org", "unknown.test"))
                        .verificationAttributes())
                .containsOnlyKeys("sub.example.org")
                .allSatisfy((name, attributes) -> {
                    assertThat(attributes.verificationStatus()).isEqualTo(VerificationStatus.PENDING);
                    assertThat(attributes.verificationToken()).isEqualTo(token);
                });
        ses.verifyEmailIdentity(r -> r.emailAddress("someone@example.org"));
        assertThat(arrived("someone@example.org").text()).contains("/verify?token=");
        assertThat(ses.listVerifiedEmailAddresses().verifiedEmailAddresses()).doesNotContain("someone@example.org");
        ses.setIdentityFeedbackForwardingEnabled(r -> r.identity("example.com").forwardingEnabled(true));
        assertThat(ses.getIdentityNotificationAttributes(r -> r.identities("example.com"))
                        .notificationAttributes()
                        .get("example.com")
                        .forwardingEnabled())
                .isTrue();
        ses.deleteIdentity(r -> r.identity("sub.example.org"));
        assertThat(ses.listIdentities().identities()).doesNotContain("sub.example.org");

        ses.sendEmail(email("counted", "counted@example.net"));
        assertThat(ses.getSendQuota().max24HourSend()).isEqualTo(1_000_000.0);
        assertThat(ses.getSendQuota().sentLast24Hours()).isGreaterThanOrEqualTo(1.0);
        assertThat(ses.getSendStatistics().sendDataPoints())
                .isNotEmpty()
                .allSatisfy(point ->
                        assertThat(point.timestamp().getEpochSecond() % 900).isZero());
        assertThat(ses.getAccountSendingEnabled().enabled()).isTrue();
    }

    private static SendEmailRequest email(String subject, String to) {
        return SendEmailRequest.builder()
                .source("shop@example.com")
                .destination(d -> d.toAddresses(to))
                .message(m -> m.subject(s -> s.data(subject).charset("UTF-8"))
                        .body(b -> b.text(t -> t.data("text")).html(h -> h.data("<p>html</p>"))))
                .build();
    }

    private static ReceivedMessage arrived(String recipient) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> relay.messages().stream()
                                .filter(message -> message.recipients().contains(recipient))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}

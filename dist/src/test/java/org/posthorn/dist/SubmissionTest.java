package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// The SMTP interface, as an application with Jakarta Mail and SES's SMTP credentials sees it.
class SubmissionTest {
    private static final Tenant TENANT = new Tenant("123456789012", "eu-west-1");

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().sendingAs(TENANT, "example.com");

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static Credential key;

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void mailSentWithTheKeysSmtpPasswordArrives(String mechanism) throws Exception {
        String recipient = mechanism + "@example.net";
        String reply = send("shop@example.com", message("shop@example.com", recipient), mechanism, password());

        assertThat(reply).startsWith("250 Ok ");
        String id = reply.substring("250 Ok ".length()).strip();
        assertThat(MessageId.parse(id)).isPresent();
        ReceivedMessage arrived = TestServer.arrived(relay, recipient);
        assertThat(arrived.text())
                .contains("Message-ID: <" + id + "@mail.test>")
                .contains("Subject: by SMTP")
                .endsWith("\r\n\r\nline one\r\n.\r\n..dots\r\n");
        assertThat(posthorn.ended(id)).satisfies(message -> {
            assertThat(message.mail().tenant()).isEqualTo(TENANT);
            assertThat(message.recipients())
                    .extracting(RecipientState::status)
                    .containsExactly(RecipientState.Status.DELIVERED);
        });
    }

    @Test
    void theEnvelopeNamesTheRecipientsAndBccIsNotSent() throws Exception {
        MimeMessage message = message("shop@example.com", "to@example.net");
        message.setHeader("Bcc", "hidden@example.net");
        try (SMTPTransport transport = connected("PLAIN", password())) {
            transport.sendMessage(message, InternetAddress.parse("other@example.net, hidden@example.net"));
        }
        ReceivedMessage arrived = TestServer.arrived(relay, "hidden@example.net");
        assertThat(arrived.recipients()).doesNotContain("to@example.net");
        assertThat(arrived.text()).contains("To: to@example.net").doesNotContain("Bcc:");
    }

    @Test
    void headersForSesAreConsumed() throws Exception {
        MimeMessage message = message("shop@example.com", "tagged@example.net");
        message.setHeader("X-SES-MESSAGE-TAGS", "campaign=spring, color=blue");
        message.setHeader("X-Kept", "yes");
        send("shop@example.com", message, "PLAIN", password());
        assertThat(TestServer.arrived(relay, "tagged@example.net").text())
                .contains("X-Kept: yes")
                .doesNotContainIgnoringCase("X-SES-MESSAGE-TAGS");
    }

    @Test
    void anUnknownConfigurationSetInAHeaderIsRefused() throws Exception {
        MimeMessage message = message("shop@example.com", "set@example.net");
        message.setHeader("X-SES-CONFIGURATION-SET", "none");
        assertThatThrownBy(() -> send("shop@example.com", message, "PLAIN", password()))
                .hasStackTraceContaining("554 Transaction failed: Configuration set <none> does not exist.");
    }

    @Test
    void aWrongPasswordIsRefusedAsSesDoes() {
        for (String password : new String[] {"wrong", SmtpCredentials.password("another secret", "eu-west-1")}) {
            assertThatThrownBy(() -> connected("PLAIN", password).close())
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageStartingWith("535 Authentication Credentials Invalid");
        }
    }

    @Test
    void aKeyThatIsDeletedIsGoodForNoMoreMessagesOfAnOpenSession() throws Exception {
        Credential shortLived = posthorn.server.accounts().createKey(TENANT.accountId());
        String[] address = posthorn.server.endpoints().submission().split(":");
        MimeMessage message = message("shop@example.com", "open@example.net");
        try (SMTPTransport transport =
                (SMTPTransport) session("PLAIN", "shop@example.com").getTransport("smtp")) {
            transport.connect(
                    address[0],
                    Integer.parseInt(address[1]),
                    shortLived.accessKeyId(),
                    SmtpCredentials.password(shortLived.secretAccessKey(), TENANT.region()));
            transport.sendMessage(message, message.getAllRecipients());
            assertThat(posthorn.server.accounts().deleteKey(shortLived.accessKeyId()))
                    .isTrue();
            assertThatThrownBy(() -> transport.sendMessage(message, message.getAllRecipients()))
                    .hasStackTraceContaining("535 Authentication Credentials Invalid");
        }
    }

    @Test
    void anUnverifiedSenderIsRefusedInSesWords() {
        assertThatThrownBy(() -> send(
                        "stranger@other.test", message("stranger@other.test", "x@example.net"), "PLAIN", password()))
                .isInstanceOf(MessagingException.class)
                .hasStackTraceContaining("554 Message rejected: Email address is not verified. The following identities"
                        + " failed the check in region EU-WEST-1: stranger@other.test");
    }

    @Test
    void anIdentityOfAnotherRegionDoesNotCount() {
        assertThatThrownBy(() -> send(
                        "shop@example.com",
                        message("shop@example.com", "x@example.net"),
                        "PLAIN",
                        SmtpCredentials.password(key.secretAccessKey(), "us-east-1")))
                .hasStackTraceContaining("failed the check in region US-EAST-1: shop@example.com");
    }

    @Test
    void withoutALoginNothingIsTaken() throws Exception {
        assertThat(SmtpText.send(
                        posthorn.server.endpoints().submission(), "shop@example.com", "x@example.net", "\r\nx\r\n"))
                .startsWith("530 Authentication required");
    }

    private static String password() {
        return SmtpCredentials.password(key.secretAccessKey(), TENANT.region());
    }

    private static Session session(String mechanism, String sender) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", mechanism);
        properties.setProperty("mail.smtp.from", sender);
        properties.setProperty("mail.smtp.localhost", "client.test");
        properties.setProperty("mail.smtp.connectiontimeout", "20000");
        properties.setProperty("mail.smtp.timeout", "20000");
        return Session.getInstance(properties);
    }

    private static SMTPTransport connected(String mechanism, String password) throws MessagingException {
        return connected(mechanism, password, "shop@example.com");
    }

    private static SMTPTransport connected(String mechanism, String password, String sender) throws MessagingException {
        String[] address = posthorn.server.endpoints().submission().split(":");
        SMTPTransport transport = (SMTPTransport) session(mechanism, sender).getTransport("smtp");
        transport.connect(address[0], Integer.parseInt(address[1]), key.accessKeyId(), password);
        return transport;
    }

    /// @return the reply to the final dot
    private static String send(String sender, MimeMessage message, String mechanism, String password)
            throws MessagingException {
        try (SMTPTransport transport = connected(mechanism, password, sender)) {
            Address[] recipients = message.getAllRecipients();
            transport.sendMessage(message, recipients);
            return transport.getLastServerResponse();
        }
    }

    private static MimeMessage message(String from, String to) throws MessagingException {
        MimeMessage message = new MimeMessage(session("PLAIN", from));
        message.setFrom(from);
        message.setRecipients(MimeMessage.RecipientType.TO, to);
        message.setSubject("by SMTP");
        message.setText("line one\r\n.\r\n..dots\r\n");
        message.saveChanges();
        return message;
    }
}

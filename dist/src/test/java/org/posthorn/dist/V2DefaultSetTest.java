package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntry;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;

/// The configuration set that an identity gives to mail that names none, by each way in.
class V2DefaultSetTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;
    private static SesClient v1;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.mode=capture", "account.sandbox=false");
        key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        v1.close();
        ses.close();
        posthorn.close();
    }

    @Test
    @Shows(value = "PutEmailIdentityConfigurationSetAttributes", face = Face.V2)
    void mailThatNamesNoSetHasThatOfItsIdentityByEachWayIn() throws Exception {
        domain("ways.test", "standing", "named");
        assertThat(ses.getEmailIdentity(r -> r.emailIdentity("ways.test")).configurationSetName())
                .isEqualTo("standing");
        assertThat(set(ses.sendEmail(simple("a@ways.test", null)).messageId())).contains("standing");
        assertThat(set(ses.sendEmail(simple("a@ways.test", "named")).messageId()))
                .contains("named");
        assertThat(set(v1.sendEmail(r -> r.source("a@sub.ways.test")
                                .destination(d -> d.toAddresses("x@x.test"))
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                        .messageId()))
                .contains("standing");
        assertThat(set(bySmtp("a@ways.test"))).contains("standing");
        ses.createEmailTemplate(
                r -> r.templateName("ways").templateContent(t -> t.subject("s").text("t")));
        assertThat(set(ses.sendBulkEmail(bulk("a@ways.test"))
                        .bulkEmailEntryResults()
                        .getFirst()
                        .messageId()))
                .contains("standing");
        // An address that is verified for itself has its own, or none.
        posthorn.server.identities().vouch(TENANT, "own@ways.test");
        assertThat(set(ses.sendEmail(simple("own@ways.test", null)).messageId()))
                .isEmpty();
        ses.putEmailIdentityConfigurationSetAttributes(
                r -> r.emailIdentity("own@ways.test").configurationSetName("named"));
        assertThat(set(ses.sendEmail(simple("own@ways.test", null)).messageId()))
                .contains("named");

        ses.putEmailIdentityConfigurationSetAttributes(
                r -> r.emailIdentity("ways.test").configurationSetName(""));
        assertThat(set(ses.sendEmail(simple("a@ways.test", null)).messageId())).isEmpty();
        assertThat(ses.getEmailIdentity(r -> r.emailIdentity("ways.test")).configurationSetName())
                .isNull();
    }

    @Test
    void whatIsNotThereIsToldSo() {
        posthorn.server.identities().vouch(TENANT, "absent.test");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.putEmailIdentityConfigurationSetAttributes(
                        r -> r.emailIdentity("unknown.test").configurationSetName("none")))
                .withMessageStartingWith("Identity <unknown.test> does not exist.");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.putEmailIdentityConfigurationSetAttributes(
                        r -> r.emailIdentity("absent.test").configurationSetName("none")))
                .withMessageStartingWith("Configuration set <none> does not exist.");
    }

    @Test
    void aSetThatWasDeletedOrPausedRefusesTheMail() {
        domain("deleted.test", "gone");
        v1.updateConfigurationSetSendingEnabled(
                r -> r.configurationSetName("gone").enabled(false));
        assertThatExceptionOfType(SendingPausedException.class)
                .isThrownBy(() -> ses.sendEmail(simple("a@deleted.test", null)))
                .withMessageStartingWith("Sending is paused for configuration set gone");
        v1.deleteConfigurationSet(r -> r.configurationSetName("gone"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.sendEmail(simple("a@deleted.test", null)))
                .withMessageStartingWith("Configuration set <gone> does not exist.");
        ses.createEmailTemplate(r ->
                r.templateName("of-gone").templateContent(t -> t.subject("s").text("t")));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.sendBulkEmail(bulk("a@deleted.test").toBuilder()
                        .defaultContent(
                                c -> c.template(t -> t.templateName("of-gone").templateData("{}")))
                        .build()))
                .withMessageStartingWith("Configuration set <gone> does not exist.");
        assertThatThrownBy(() -> v1.sendEmail(r -> r.source("a@deleted.test")
                        .destination(d -> d.toAddresses("x@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class)
                .hasMessageStartingWith("Configuration set <gone> does not exist.");
        assertThatThrownBy(() -> bySmtp("a@deleted.test"))
                .hasStackTraceContaining("554 Transaction failed: Configuration set <gone> does not exist.");
        assertThat(ses.sendEmail(simple("a@example.com", null)).messageId()).isNotEmpty();

        CommandLineRun doctor = run("doctor");
        assertThat(doctor.out())
                .contains("default set: mail from deleted.test (account 123456789012, us-east-1) that names no"
                        + " configuration set is refused: its default gone does not exist")
                .contains("posthorn identity configuration-set deleted.test --remove");
        CommandLineRun removed = run(
                "identity", "configuration-set", "deleted.test", "--remove", "--account", TENANT.accountId(), "--json");
        assertThat(removed.json().toString()).isEqualTo("{\"name\":\"deleted.test\",\"configurationSet\":null}");
        assertThat(set(ses.sendEmail(simple("a@deleted.test", null)).messageId()))
                .isEmpty();
        CommandLineRun unknown =
                run("identity", "configuration-set", "deleted.test", "gone", "--account", TENANT.accountId());
        assertThat(unknown.err()).startsWith("posthorn: there is no configuration set gone in us-east-1");
    }

    /// Makes a verified domain, and sets, of which it has the first.
    private static void domain(String name, String... sets) {
        posthorn.server.identities().vouch(TENANT, name);
        for (String set : sets) {
            v1.createConfigurationSet(r -> r.configurationSet(c -> c.name(set)));
        }
        ses.putEmailIdentityConfigurationSetAttributes(
                r -> r.emailIdentity(name).configurationSetName(sets[0]));
    }

    private static SendEmailRequest simple(String from, String set) {
        return SendEmailRequest.builder()
                .fromEmailAddress(from)
                .destination(d -> d.toAddresses("x@x.test"))
                .configurationSetName(set)
                .content(c -> c.simple(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .build();
    }

    private static SendBulkEmailRequest bulk(String from) {
        return SendBulkEmailRequest.builder()
                .fromEmailAddress(from)
                .defaultContent(c -> c.template(t -> t.templateName("ways").templateData("{}")))
                .bulkEmailEntries(BulkEmailEntry.builder()
                        .destination(d -> d.toAddresses("x@x.test"))
                        .build())
                .build();
    }

    private static Optional<String> set(String messageId) {
        return posthorn.server
                .queue()
                .find(MessageId.parse(messageId).orElseThrow())
                .orElseThrow()
                .mail()
                .configurationSet();
    }

    private static String bySmtp(String from) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.from", from);
        properties.setProperty("mail.smtp.localhost", "client.test");
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, "x@x.test");
        message.setText("t");
        message.saveChanges();
        String[] address = posthorn.server.endpoints().submission().split(":");
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            transport.connect(
                    address[0],
                    Integer.parseInt(address[1]),
                    key.accessKeyId(),
                    SmtpCredentials.password(key.secretAccessKey(), TENANT.region()));
            transport.sendMessage(message, message.getAllRecipients());
            return transport
                    .getLastServerResponse()
                    .substring("250 Ok ".length())
                    .strip();
        }
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.of(directory, List.of("data.dir=" + directory.resolve("data")), words);
    }
}

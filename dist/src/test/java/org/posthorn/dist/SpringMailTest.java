package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awspring.cloud.ses.SimpleEmailServiceJavaMailSender;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.MimeMessageHelper;
import software.amazon.awssdk.services.ses.SesClient;

/// Spring's mail sender, as Spring Cloud AWS makes it over the SDK.
class SpringMailTest {
    @TempDir
    private Path directory;

    @Test
    void springSendsPlainMailAndAttachmentsAndTellsARefusal() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                TestServer posthorn =
                        TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false")) {
            Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                SimpleEmailServiceJavaMailSender sender = new SimpleEmailServiceJavaMailSender(ses);

                sender.send(simple("shop@example.com", "plain@example.net"));
                assertThat(TestServer.arrived(relay, "plain@example.net").text())
                        .contains("Subject: plain", "a text");

                MimeMessage mime = sender.createMimeMessage();
                MimeMessageHelper helper = new MimeMessageHelper(mime, true, "UTF-8");
                helper.setFrom("shop@example.com");
                helper.setTo("list@example.net");
                helper.setSubject("with an attachment");
                helper.setText("See the list.");
                helper.addAttachment("list.pdf", new ByteArrayResource("%PDF-1.4".getBytes(StandardCharsets.US_ASCII)));
                sender.send(mime);
                ReceivedMessage arrived = TestServer.arrived(relay, "list@example.net");
                assertThat(arrived.text()).contains("filename=list.pdf", "%PDF-1.4");

                assertThatThrownBy(() -> sender.send(simple("eve@elsewhere.example", "a@example.net")))
                        .isInstanceOf(MailSendException.class)
                        .satisfies(e -> assertThat(((MailSendException) e)
                                        .getFailedMessages()
                                        .values())
                                .singleElement()
                                .asString()
                                .contains("Email address is not verified."));
            }
        }
    }

    private static SimpleMailMessage simple(String from, String to) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(from);
        message.setTo(to);
        message.setSubject("plain");
        message.setText("a text");
        return message;
    }
}

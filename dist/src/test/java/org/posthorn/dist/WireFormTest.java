package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;

/// What arrives at next hops that take less than the caller gave: read with Jakarta Mail, it says the same.
class WireFormTest {
    private static final String LONG = "x".repeat(1_200);

    @RegisterExtension
    static final Installation installation = Installation.behindRelay(new PeerScript().offer("8BITMIME", "PIPELINING"))
            .route("seven.example", new PeerScript().offer("PIPELINING"));

    @Given
    private static ScriptedPeer eightBit;

    @Given("seven.example")
    private static ScriptedPeer sevenBit;

    @Given
    private static SesClient ses;

    private static MimeMessage read(ReceivedMessage arrived) throws Exception {
        for (String line : new String(arrived.content(), StandardCharsets.ISO_8859_1).split("\r\n")) {
            assertThat(line.length()).isLessThanOrEqualTo(998);
        }
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(arrived.content()));
    }

    @Test
    void aComposedSubjectWithoutABlankArrivesInLinesOfBearableLength() throws Exception {
        ses.sendEmail(r -> r.source("shop@example.com")
                .destination(d -> d.toAddresses("subject@example.net"))
                .message(m -> m.subject(s -> s.data(LONG)).body(b -> b.text(t -> t.data(LONG)))));
        MimeMessage message = read(TestServer.arrived(eightBit, "subject@example.net"));
        assertThat(message.getSubject()).isEqualTo(LONG);
        assertThat(message.getContent()).asString().isEqualToIgnoringNewLines(LONG);
    }

    @Test
    void rawMailInUtf8AndLongLinesArrivesAtPeersWithoutSmtputf8() throws Exception {
        String raw = "From: J\u00fcrgen <shop@example.com>\r\r\nTo: M\u00fcller <x@example.net>\r\r\n"
                + "Subject: Gr\u00fc\u00dfe\r\r\nX-Long: " + LONG + "\r\r\n\r\r\n" + "\u00e9" + LONG + "\r\r\n";
        for (String recipient : List.of("raw@example.net", "raw@seven.example")) {
            ses.sendRawEmail(r -> r.destinations(recipient).rawMessage(m -> m.data(SdkBytes.fromUtf8String(raw))));
            ScriptedPeer peer = recipient.endsWith("net") ? eightBit : sevenBit;
            MimeMessage message = read(TestServer.arrived(peer, recipient));
            assertThat(message.getSubject()).isEqualTo("Gr\u00fc\u00dfe");
            assertThat(message.getFrom()[0]).hasToString("=?UTF-8?B?SsO8cmdlbg==?= <shop@example.com>");
            assertThat(message.getHeader("To", null)).isEqualTo("=?UTF-8?B?TcO8bGxlcg==?= <x@example.net>");
            assertThat(jakarta.mail.internet.MimeUtility.decodeText(
                            jakarta.mail.internet.MimeUtility.unfold(message.getHeader("X-Long", null))))
                    .isEqualTo(LONG);
            assertThat(message.getContent()).asString().isEqualTo("\u00e9" + LONG + "\r\n");
        }
    }
}

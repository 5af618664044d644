package org.posthorn.receiving;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mime.MailDate;
import org.posthorn.receiving.check.Checked;
import org.posthorn.receiving.check.HeaderLine;

/// The fields that a message gets in front when it is taken: Return-Path and Received (RFC 5321 §4.4), and what its
/// checks found. What it has already that would pass for ours is taken out ([Forgeries]).
@Singleton
final class TraceFields {
    private final String host;

    /// @param host our name
    @Inject
    TraceFields(@MailDomain String host) {
        this.host = host;
    }

    /// How often a message came in here before, by its Received fields: those that name us and have an id of ours. Who
    /// makes them up harms his own message only.
    int timesHere(Content content) {
        return OwnTrace.count(content, host);
    }

    /// The message with its fields; its own bytes stay as they came, but for forgeries.
    ///
    /// @param received for the recipients of one account
    Content inFrontOf(ReceivedMail received, Checked checked, MessageId id, Instant now) {
        String fields = "Return-Path: <" + address(received.sender()) + ">\r\n"
                + received(received, ReceivedId.of(id), now)
                + checked.fields();
        return new Content(Forgeries.replaced(fields.getBytes(StandardCharsets.UTF_8), received.content(), host));
    }

    /// Its recipient is named only when there is no other, who might be hidden from this one.
    private String received(ReceivedMail received, String id, Instant now) {
        SmtpClient client = received.client();
        String literal = literal(client.ip());
        String name = client.helo().isEmpty() ? literal : HeaderLine.printable(client.helo());
        List<String> clauses = new ArrayList<>();
        clauses.add("from " + name + " (" + literal + ")");
        clauses.add("by " + host + " with " + protocol(received) + " id " + id);
        if (received.recipients().size() == 1) {
            clauses.add("for " + address(received.recipients().getFirst()));
        }
        // RFC 8314 §4.3
        client.tls().ifPresent(tls -> clauses.add("tls " + HeaderLine.printable(cipher(tls))));
        HeaderLine line = new HeaderLine("Received");
        for (String clause : clauses.subList(0, clauses.size() - 1)) {
            line.words(clause).fold();
        }
        return line.words(clauses.getLast() + ";")
                .fold()
                .words(MailDate.of(now))
                .end();
    }

    /// RFC 3848, RFC 6531 §4.3. That the session was one of SMTPUTF8 shows in its addresses, which is where it matters.
    private static String protocol(ReceivedMail received) {
        boolean international =
                !isAscii(received.sender()) || !received.recipients().stream().allMatch(TraceFields::isAscii);
        return (international ? "UTF8SMTP" : "ESMTP") + (received.client().isSecure() ? "S" : "");
    }

    private static String cipher(String tls) {
        return tls.substring(tls.lastIndexOf(' ') + 1);
    }

    /// RFC 5321 §4.1.3.
    private static String literal(String ip) {
        return (ip.indexOf(':') < 0 ? "[" : "[IPv6:") + HeaderLine.printable(ip) + "]";
    }

    /// An address of the envelope, whose syntax the session has checked; whatever it let pass, no line ends here.
    private static String address(String address) {
        StringBuilder out = new StringBuilder(address.length());
        address.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}

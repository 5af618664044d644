package org.posthorn.feedback.publish;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The headers of a message as events tell them (SES Developer Guide, "The mail object").
final class MessageHeaders {
    /// What composing adds, and the caller did not say.
    private static final Set<String> COMPOSED = Set.of("message-id", "date", "content-transfer-encoding");

    /// SES's event of a template's mail tells what is known before the template is rendered; later ones have the header
    /// that went out, the date first (both recorded).
    private static final Set<String> RENDERED =
            Set.of("message-id", "date", "content-transfer-encoding", "content-type", "subject");
    private static final Set<String> OURS = Set.of("message-id");

    /// The second is inferred.
    private static final Set<String> TEMPLATED = Set.of("SendTemplatedEmail", "SendBulkTemplatedEmail");

    private record Header(String name, String value) {}

    private final List<Header> headers;
    private final boolean truncated;
    private final String messageId;

    private MessageHeaders(List<Header> headers, boolean truncated, String messageId) {
        this.headers = headers;
        this.truncated = truncated;
        this.messageId = messageId;
    }

    /// Those of a message; none when they were not kept.
    ///
    /// @param sending whether the event is that it was sent
    static MessageHeaders of(Mail mail, boolean sending) {
        String text = mail.origin().flatMap(Origin::headers).orElse("");
        Set<String> hidden =
                mail.origin().map(origin -> hidden(origin.operation(), sending)).orElse(Set.of());
        List<Header> found = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (String line : text.split("\r?\n")) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                add(found, field.toString(), hidden);
                field.setLength(0);
            }
            field.append(line);
        }
        add(found, field.toString(), hidden);
        if (isOfTemplate(mail)) {
            found.sort(Comparator.comparing(header -> !header.name().equalsIgnoreCase("Date")));
        }
        // The section was cut off at the end of a line, so it is shorter than its bound.
        boolean truncated = text.length() > Origin.HEADER_CHARS - 1_000 && !text.endsWith("\r\n\r\n");
        return new MessageHeaders(found, truncated, mail.id().toString());
    }

    static boolean isOfTemplate(Mail mail) {
        return mail.origin()
                .filter(origin -> TEMPLATED.contains(origin.operation()))
                .isPresent();
    }

    private static Set<String> hidden(String operation, boolean sending) {
        if (operation.equals("SendRawEmail") || operation.equals("SendSmtpEmail")) {
            return Set.of();
        }
        if (TEMPLATED.contains(operation)) {
            return sending ? RENDERED : OURS;
        }
        return COMPOSED;
    }

    private static void add(List<Header> headers, String field, Set<String> hidden) {
        int colon = field.indexOf(':');
        String name = colon < 0 ? "" : field.substring(0, colon).strip();
        if (!name.isEmpty() && !hidden.contains(name.toLowerCase(Locale.ROOT))) {
            headers.add(new Header(name, field.substring(colon + 1).strip()));
        }
    }

    /// The value of a header, in any case of its name.
    Optional<String> first(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// Adds `headersTruncated`, `headers` and `commonHeaders`.
    void addTo(ObjectNode mail) {
        mail.put("headersTruncated", truncated);
        ArrayNode all = mail.putArray("headers");
        headers.forEach(header -> all.addObject().put("name", header.name()).put("value", header.value()));
        ObjectNode common = mail.putObject("commonHeaders");
        first("Return-Path").ifPresent(value -> common.put("returnPath", value));
        putAddresses(common, "from", "From");
        first("Date").ifPresent(value -> common.put("date", value));
        putAddresses(common, "to", "To");
        putAddresses(common, "cc", "Cc");
        putAddresses(common, "bcc", "Bcc");
        first("Sender").ifPresent(value -> common.put("sender", value));
        putAddresses(common, "replyTo", "Reply-To");
        common.put("messageId", first("Message-ID").orElse(messageId));
        first("Subject").ifPresent(value -> common.put("subject", decoded(value)));
    }

    private void putAddresses(ObjectNode common, String key, String name) {
        first(name).ifPresent(value -> common.set(key, addresses(value)));
    }

    private static ArrayNode addresses(String value) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(value, false)) {
                list.add(address.toUnicodeString());
            }
        } catch (AddressException e) {
            list.add(value);
        }
        return list;
    }

    private static String decoded(String value) {
        try {
            return MimeUtility.decodeText(value);
        } catch (UnsupportedEncodingException e) {
            return value;
        }
    }
}

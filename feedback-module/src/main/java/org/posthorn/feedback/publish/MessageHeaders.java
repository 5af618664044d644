package org.posthorn.feedback.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mime.CommonHeaders;
import org.posthorn.engine.mime.HeaderFields;
import tools.jackson.databind.node.ArrayNode;
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

    private final HeaderFields headers;
    private final String messageId;

    private MessageHeaders(HeaderFields headers, String messageId) {
        this.headers = headers;
        this.messageId = messageId;
    }

    /// Those of a message; none when they were not kept.
    ///
    /// @param sending whether the event is that it was sent
    static MessageHeaders of(Mail mail, boolean sending) {
        String text = mail.origin().flatMap(Origin::headers).orElse("");
        Set<String> hidden =
                mail.origin().map(origin -> hidden(origin.operation(), sending)).orElse(Set.of());
        List<MessageHeader> found = new ArrayList<>();
        for (MessageHeader header : HeaderFields.of(text).fields()) {
            if (!hidden.contains(header.name().toLowerCase(Locale.ROOT))) {
                found.add(header);
            }
        }
        if (isOfTemplate(mail)) {
            found.sort(Comparator.comparing(header -> !header.is("Date")));
        }
        // The section was cut off at the end of a line, so it is shorter than its bound.
        boolean truncated = text.length() > Origin.HEADER_CHARS - 1_000 && !text.endsWith("\r\n\r\n");
        return new MessageHeaders(new HeaderFields(found, truncated), mail.id().toString());
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

    /// The value of a header, in any case of its name.
    Optional<String> first(String name) {
        return headers.first(name);
    }

    /// Adds `headersTruncated`, `headers` and `commonHeaders`.
    void addTo(ObjectNode mail) {
        mail.put("headersTruncated", headers.truncated());
        ArrayNode all = mail.putArray("headers");
        headers.fields()
                .forEach(header -> all.addObject().put("name", header.name()).put("value", header.value()));
        CommonHeaders known = CommonHeaders.of(headers);
        ObjectNode common = mail.putObject("commonHeaders");
        known.returnPath().ifPresent(value -> common.put("returnPath", value));
        putAll(common, "from", known.from());
        known.date().ifPresent(value -> common.put("date", value));
        putAll(common, "to", known.to());
        putAll(common, "cc", known.cc());
        putAll(common, "bcc", known.bcc());
        known.sender().ifPresent(value -> common.put("sender", value));
        putAll(common, "replyTo", known.replyTo());
        common.put("messageId", known.messageId().orElse(messageId));
        known.subject().ifPresent(value -> common.put("subject", value));
    }

    private static void putAll(ObjectNode common, String key, Optional<List<String>> values) {
        values.ifPresent(list -> list.forEach(common.putArray(key)::add));
    }
}

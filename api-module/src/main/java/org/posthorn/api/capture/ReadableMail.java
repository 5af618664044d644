package org.posthorn.api.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Content;

/// What a person reads of a message: its addressees, its subject, and the first text and the first HTML in it.
///
/// @param bareRecipients the addresses of To and Cc without names
record ReadableMail(
        List<String> to,
        List<String> cc,
        List<String> bareRecipients,
        Optional<String> subject,
        Optional<String> text,
        Optional<String> html) {
    private static final ReadableMail UNREADABLE =
            new ReadableMail(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final MimeConfig CONFIG = new MimeConfig.Builder()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(Limits.HEADER_BYTES)
            .setMaxHeaderCount(Limits.HEADER_FIELDS)
            .build();

    /// Mail that is not MIME, which a sender may well send, gives nothing but its bytes.
    static ReadableMail of(Content content) {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(CONFIG);
        try {
            Message message = builder.parseMessage(new ByteArrayInputStream(content.bytes()));
            Map<String, String> texts = new HashMap<>();
            collect(message, texts, 0);
            List<String> bare = new ArrayList<>();
            return new ReadableMail(
                    addresses(message.getTo(), bare),
                    addresses(message.getCc(), bare),
                    bare,
                    Optional.ofNullable(message.getSubject()),
                    Optional.ofNullable(texts.get("text/plain")),
                    Optional.ofNullable(texts.get("text/html")));
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    private static void collect(Entity entity, Map<String, String> texts, int depth) throws IOException {
        if (entity.getBody() instanceof Multipart multipart && depth < Limits.MIME_DEPTH) {
            for (Entity part : multipart.getBodyParts()) {
                collect(part, texts, depth + 1);
            }
        } else if (entity.getBody() instanceof TextBody body
                && !"attachment".equalsIgnoreCase(entity.getDispositionType())
                && !texts.containsKey(entity.getMimeType())) {
            StringWriter text = new StringWriter();
            body.getReader().transferTo(text);
            texts.put(entity.getMimeType(), text.toString());
        }
    }

    private static List<String> addresses(@Nullable AddressList list, List<String> bare) {
        List<String> written = new ArrayList<>();
        if (list != null) {
            for (Mailbox mailbox : list.flatten()) {
                bare.add(mailbox.getAddress());
                String name = mailbox.getName();
                written.add(name == null ? mailbox.getAddress() : name + " <" + mailbox.getAddress() + ">");
            }
        }
        return written;
    }
}

package org.posthorn.api.v2.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Text;

/// A message in parts.
record Message(Content subject, Texts body, List<Header> headers, List<Attachment> attachments) {
    /// @param charset UTF-8 is what is written without one, where ASCII does not do
    record Content(String data, Optional<String> charset) {
        Text toText() {
            return new Text(data, charset.or(() -> Optional.of("UTF-8")));
        }
    }

    /// The body as text, HTML, or both.
    record Texts(Optional<Content> text, Optional<Content> html) {}

    Body toBody() {
        return new Body.Parts(
                subject.toText(),
                body.text().map(Content::toText),
                body.html().map(Content::toText),
                Header.toFields(headers),
                Attachment.toFiles(attachments));
    }

    /// A field of the header beside those that SES makes.
    record Header(
            @Bounds(min = 1, max = 126) String name,
            @Bounds(min = 1, max = 995) String value) {
        static List<MessageHeader> toFields(List<Header> headers) {
            return headers.stream()
                    .map(header -> new MessageHeader(header.name, header.value))
                    .toList();
        }
    }
}

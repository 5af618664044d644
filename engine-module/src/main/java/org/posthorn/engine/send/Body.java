package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mime.Attachment;

/// What a message says: in parts, to be composed, or composed by the caller.
public sealed interface Body {
    /// @param headers further ones; those that are made of the rest are refused among them
    record Parts(
            Text subject,
            Optional<Text> text,
            Optional<Text> html,
            List<MessageHeader> headers,
            List<Attachment> attachments)
            implements Body {
        private static final Text NOTHING = new Text("", Optional.empty());

        public static Parts of(Text subject, Optional<Text> text, Optional<Text> html) {
            return new Parts(subject, text, html, List.of(), List.of());
        }

        /// What a template gives the texts of.
        public static Parts ofTemplate(List<MessageHeader> headers, List<Attachment> attachments) {
            return new Parts(NOTHING, Optional.empty(), Optional.empty(), headers, attachments);
        }

        /// The same with other texts, in UTF-8.
        Parts saying(String subject, Optional<String> text, Optional<String> html) {
            return new Parts(Text.utf8(subject), text.map(Text::utf8), html.map(Text::utf8), headers, attachments);
        }
    }

    /// @param content all of the message, in any line ends
    record Raw(Content content) implements Body {}
}

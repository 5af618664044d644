package org.posthorn.engine.mime;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.MessageHeader;

/// What [MimeComposer] makes a message of. At least one body.
///
/// @param headers further ones, behind those that are made of the rest
public record MimeMail(
        Address from,
        List<Address> to,
        List<Address> cc,
        List<Address> replyTo,
        MimeText subject,
        Optional<MimeText> text,
        Optional<MimeText> html,
        List<MessageHeader> headers,
        List<Attachment> attachments) {
    /// One of text alone.
    public MimeMail(
            Address from,
            List<Address> to,
            List<Address> cc,
            List<Address> replyTo,
            MimeText subject,
            Optional<MimeText> text,
            Optional<MimeText> html) {
        this(from, to, cc, replyTo, subject, text, html, List.of(), List.of());
    }

    /// The message that is made of this has as many bytes at least.
    public long leastBytes() {
        return subject.data().length()
                + text.map(part -> part.data().length()).orElse(0)
                + html.map(part -> part.data().length()).orElse(0)
                + attachments.stream().mapToLong(file -> file.bytes().length).sum();
    }

    /// The same with its texts changed.
    public MimeMail with(UnaryOperator<String> textChange, UnaryOperator<String> htmlChange) {
        return new MimeMail(
                from,
                to,
                cc,
                replyTo,
                subject,
                text.map(part -> part.with(textChange)),
                html.map(part -> part.with(htmlChange)),
                headers,
                attachments);
    }
}

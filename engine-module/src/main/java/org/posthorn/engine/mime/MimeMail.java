package org.posthorn.engine.mime;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Address;

/// What [MimeComposer] makes a message of. At least one body.
public record MimeMail(
        Address from,
        List<Address> to,
        List<Address> cc,
        List<Address> replyTo,
        MimeText subject,
        Optional<MimeText> text,
        Optional<MimeText> html) {
    /// Characters of the subject and the bodies: the message that is made of them has as many bytes at least.
    public int chars() {
        return subject.data().length()
                + text.map(part -> part.data().length()).orElse(0)
                + html.map(part -> part.data().length()).orElse(0);
    }

    public MimeMail withHtml(MimeText html) {
        return new MimeMail(from, to, cc, replyTo, subject, text, Optional.of(html));
    }
}

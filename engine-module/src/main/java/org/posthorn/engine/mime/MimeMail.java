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
    public MimeMail withHtml(MimeText html) {
        return new MimeMail(from, to, cc, replyTo, subject, text, Optional.of(html));
    }
}

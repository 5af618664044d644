package org.posthorn.engine.delivery;

import java.util.List;
import java.util.function.UnaryOperator;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// What one attempt hands over: a message, and those of its recipients that go the same way.
///
/// @param recipients bare addresses, at least one
/// @param content as it was accepted
/// @param signer puts signatures before the content, in the form in which it goes out; applied as late as possible,
///     since a conversion to 7 bit would break them (RFC 6376 §5.3)
public record Parcel(Mail mail, List<String> recipients, Content content, UnaryOperator<Content> signer) {
    /// The content as it was accepted, signed.
    public Content signed() {
        return signer.apply(content);
    }
}

package org.posthorn.engine.delivery;

import java.util.List;
import java.util.function.UnaryOperator;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// What is handed over in one attempt.
///
/// @param recipients those of the message's recipients that it is for, at least one
/// @param signer applied to the content in the form in which it goes out; the identity leaves it unsigned
public record Parcel(Mail mail, List<String> recipients, Content content, UnaryOperator<Content> signer) {
    public Parcel {
        recipients = List.copyOf(recipients);
    }
}

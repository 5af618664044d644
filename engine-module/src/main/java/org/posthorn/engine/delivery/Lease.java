package org.posthorn.engine.delivery;

import java.util.List;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// The exclusive right to attempt delivery to the recipients of a message that are due.
///
/// @param recipients the due ones, all pending
public record Lease(Mail mail, List<RecipientState> recipients, Content content) {
    public List<String> addresses() {
        return recipients.stream().map(RecipientState::address).toList();
    }
}

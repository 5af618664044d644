package org.posthorn.engine.mail;

import java.util.List;
import java.util.Optional;

/// A message that came in over SMTP.
///
/// @param sender the MAIL FROM address; empty for the null sender
/// @param content as it came, nothing added
public record ReceivedMail(String sender, List<String> recipients, Content content, SmtpClient client) {
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }

    /// In plain text, from a client that did not say who it is.
    public ReceivedMail(String sender, List<String> recipients, Content content, String remoteIp) {
        this(sender, recipients, content, new SmtpClient(remoteIp, "", Optional.empty()));
    }

    /// The client's address without port.
    public String remoteIp() {
        return client.ip();
    }

    /// The same message for some of its recipients.
    public ReceivedMail to(List<String> some) {
        return new ReceivedMail(sender, some, content, client);
    }
}

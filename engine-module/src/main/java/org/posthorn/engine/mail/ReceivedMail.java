package org.posthorn.engine.mail;

import java.util.List;

/// A message that came in over SMTP: a report or an answer, addressed to return paths of ours.
///
/// @param sender the MAIL FROM address; empty for the null sender
/// @param remoteIp the peer's address without port
public record ReceivedMail(String sender, List<String> recipients, Content content, String remoteIp) {
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }
}

package org.posthorn.receiving.action;

import java.util.List;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// A message for the action of a rule.
///
/// @param content with the fields that earlier actions added
/// @param recipients that the rule is for
/// @param rule its name
public record Task(Mail mail, Content content, List<String> recipients, String rule) {
    public Task {
        recipients = List.copyOf(recipients);
    }
}

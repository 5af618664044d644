package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.MessageTag;

/// A message in parts, to be composed: what SendEmail of both API versions says. Addresses are as the caller wrote
/// them.
public record Email(
        String source,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        List<String> replyTo,
        Optional<String> returnPath,
        Optional<String> sourceArn,
        Optional<String> returnPathArn,
        Text subject,
        Optional<Text> text,
        Optional<Text> html,
        List<MessageTag> tags,
        Optional<String> configurationSet) {}

package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageTag;

/// A message that the caller has composed, over SendRawEmail or SMTP.
///
/// @param source the envelope sender; without one, the From header. In SendRawEmail it stands for a From header as well
/// @param destinations the envelope recipients; when empty, those of the To, Cc and Bcc headers
/// @param sizeLimitBytes the largest message that this way in takes
public record RawEmail(
        Optional<String> source,
        List<String> destinations,
        Content content,
        Optional<String> sourceArn,
        Optional<String> fromArn,
        Optional<String> returnPathArn,
        List<MessageTag> tags,
        Optional<String> configurationSet,
        int sizeLimitBytes) {}

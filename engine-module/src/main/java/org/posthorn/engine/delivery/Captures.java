package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;

/// Mail that was captured instead of delivered, for those who look at it: the newest messages, up to a bound. Safe for
/// use by many threads.
public interface Captures {
    /// Messages kept.
    int MOST = 1_000;

    /// Keeps a message, in the place of what was captured of it before; the oldest gives way when there are too many,
    /// in the same batch. On disk when this returns.
    void add(Captured captured);

    /// The messages that are kept, in the order in which they were accepted.
    List<MessageId> ids();

    /// Takes a read for the message and one for its content.
    Optional<Captured> find(MessageId id);

    /// Forgets messages; nothing happens for those that are not there.
    void forget(List<MessageId> ids);

    /// @param content as it would have been sent
    record Captured(Mail mail, Content content) {}
}

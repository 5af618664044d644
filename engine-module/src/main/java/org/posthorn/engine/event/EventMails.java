package org.posthorn.engine.event;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;

/// The messages of events that were read together. Each is looked up when it is first asked for, and once: most events
/// need no answer, and those that do come in groups of one message (its sending, its delivery). Safe for use by many
/// threads.
public final class EventMails {
    private final Function<MessageId, Optional<Mail>> lookup;
    private final Map<MessageId, Optional<Mail>> known = new HashMap<>();

    /// @param lookup a read of the store
    public EventMails(Function<MessageId, Optional<Mail>> lookup) {
        this.lookup = lookup;
    }

    /// Empty for a message that is no longer kept. What the store throws is not remembered: who asks again may find it
    /// back.
    synchronized Optional<Mail> of(MessageId id) {
        return known.computeIfAbsent(id, lookup);
    }
}

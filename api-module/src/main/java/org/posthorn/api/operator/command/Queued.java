package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.function.Function;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueueControl;
import org.posthorn.engine.mail.MessageId;

/// The messages that commands are about.
public final class Queued {
    private final MailQueue queue;

    @Inject
    public Queued(MailQueue queue) {
        this.queue = queue;
    }

    /// @throws AdminRefusal when there is no such message
    QueuedAnswer show(String id) {
        return MessageId.parse(id).flatMap(queue::find).map(QueuedAnswer::of).orElseThrow(() -> unknown(id));
    }

    /// @return the message as it stands afterwards
    /// @throws AdminRefusal when there is no such message, or it does not wait
    QueuedAnswer take(String id, Function<MessageId, QueueControl.Result> action) {
        return switch (action.apply(parse(id))) {
            case DONE -> show(id);
            case BUSY ->
                throw AdminRefusal.conflict(
                        "message " + id + " is being delivered, or is due and waits for its destination");
            case ENDED -> throw AdminRefusal.conflict("message " + id + " has no pending recipient any more");
            case UNKNOWN -> throw unknown(id);
        };
    }

    static MessageId parse(String id) {
        return MessageId.parse(id).orElseThrow(() -> unknown(id));
    }

    private static AdminRefusal unknown(String id) {
        return AdminRefusal.notFound("there is no message " + id);
    }
}

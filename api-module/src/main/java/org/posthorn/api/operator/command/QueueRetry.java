package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.QueueControl;

@Help("Makes a waiting message due now.")
public final class QueueRetry implements Command<QueueRetry.Request, QueuedAnswer> {
    public record Request(String id) {}

    private final Queued queued;
    private final QueueControl control;

    @Inject
    public QueueRetry(Queued queued, QueueControl control) {
        this.queued = queued;
        this.control = control;
    }

    @Override
    public QueuedAnswer perform(Request asked) {
        return queued.take(asked.id(), control::retry);
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.QueueControl;

@Help("Gives a waiting message up: its pending recipients bounce, so that its sender hears of it; of one that came in,"
        + " only a sender who is proven.")
public final class QueueDrop implements Command<QueueDrop.Request, QueuedAnswer> {
    public record Request(String id) {}

    private final Queued queued;
    private final QueueControl control;

    @Inject
    public QueueDrop(Queued queued, QueueControl control) {
        this.queued = queued;
        this.control = control;
    }

    @Override
    public QueuedAnswer perform(Request asked) {
        return queued.take(asked.id(), control::drop);
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;

@Help("Tells a message with the state of each recipient and every attempt, also when it is history.")
public final class QueueShow implements Command<QueueShow.Request, QueuedAnswer> {
    public record Request(String id) {}

    private final Queued queued;

    @Inject
    public QueueShow(Queued queued) {
        this.queued = queued;
    }

    @Override
    public QueuedAnswer perform(Request asked) {
        return queued.show(asked.id());
    }
}

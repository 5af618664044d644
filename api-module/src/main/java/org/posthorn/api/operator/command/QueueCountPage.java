package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.QueueSweep;

@Help("Counts waiting messages, a page at a time: of a destination, or all.")
public final class QueueCountPage implements Command<QueueCountPage.Request, QueuePageAnswer> {
    public record Request(
            Optional<String> destination, Optional<Boolean> all, Optional<String> after, Optional<String> asOf) {}

    private final QueueSweep sweep;

    @Inject
    public QueueCountPage(QueueSweep sweep) {
        this.sweep = sweep;
    }

    @Override
    public QueuePageAnswer perform(Request asked) {
        return QueuePage.of(asked.destination(), asked.all(), asked.after(), asked.asOf(), sweep::count);
    }
}

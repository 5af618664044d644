package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.QueueSweep;

@Help("Makes waiting messages due now, a page at a time: of a destination, or all.")
public final class QueueRetryPage implements Command<QueueRetryPage.Request, QueuePageAnswer> {
    public record Request(
            Optional<String> destination, Optional<Boolean> all, Optional<String> after, Optional<String> asOf) {}

    private final QueueSweep sweep;

    @Inject
    public QueueRetryPage(QueueSweep sweep) {
        this.sweep = sweep;
    }

    @Override
    public QueuePageAnswer perform(Request asked) {
        return QueuePage.of(asked.destination(), asked.all(), asked.after(), asked.asOf(), sweep::retry);
    }
}

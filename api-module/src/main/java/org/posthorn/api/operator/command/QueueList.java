package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;

@Help("Lists messages that are to be delivered, 1,000 or up to 10,000: the oldest, or the newest of an account.")
public final class QueueList implements Command<QueueList.Request, List<QueuedAnswer>> {
    public record Request(Optional<String> account, Optional<Integer> max) {}

    private static final int STANDARD = 1_000;
    private static final int MOST = 10_000;

    private final MailQueue queue;

    @Inject
    public QueueList(MailQueue queue) {
        this.queue = queue;
    }

    @Override
    public List<QueuedAnswer> perform(Request asked) {
        int max = Math.clamp(asked.max().orElse(STANDARD), 1, MOST);
        List<QueuedMessage> listed = asked.account()
                .map(account -> queue.pendingOf(account, Optional.empty(), max))
                .orElseGet(() -> queue.list(Optional.empty(), max));
        return listed.stream().map(QueuedAnswer::of).toList();
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MessageId;

@Help("Lists the oldest messages that are to be delivered, 1,000 or up to 10,000: all, or those of an account.")
public final class QueueList implements Command<QueueList.Request, List<QueuedAnswer>> {
    public record Request(Optional<String> account, Optional<Integer> max) {}

    private static final int STANDARD = 1_000;
    private static final int MOST = 10_000;
    private static final int PAGE = 500;

    private final MailQueue queue;

    @Inject
    public QueueList(MailQueue queue) {
        this.queue = queue;
    }

    @Override
    public List<QueuedAnswer> perform(Request asked) {
        int max = Math.clamp(asked.max().orElse(STANDARD), 1, MOST);
        List<QueuedAnswer> listed = new ArrayList<>();
        Optional<MessageId> after = Optional.empty();
        List<QueuedMessage> page = queue.list(after, PAGE);
        while (!page.isEmpty() && listed.size() < max) {
            for (QueuedMessage message : page) {
                String account = message.mail().tenant().accountId();
                if (listed.size() < max
                        && asked.account().filter(a -> !a.equals(account)).isEmpty()) {
                    listed.add(QueuedAnswer.of(message));
                }
            }
            after = Optional.of(page.getLast().mail().id());
            page = queue.list(after, PAGE);
        }
        return listed;
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;

@Help("Lists messages that are to be delivered, 1,000 or up to 10,000: the oldest, or the newest of an account; of one"
        + " kind (`sent`, `feedback`, `system`, `received`), or all, among the first 100,000.")
public final class QueueList implements Command<QueueList.Request, List<QueuedAnswer>> {
    public record Request(Optional<String> account, Optional<Integer> max, Optional<String> kind) {}

    private static final int STANDARD = 1_000;
    private static final int MOST = 10_000;
    private static final int PAGE = 1_000;
    private static final int MOST_READ = 100_000;

    private final MailQueue queue;
    private final Queued queued;

    @Inject
    public QueueList(MailQueue queue, Queued queued) {
        this.queue = queue;
        this.queued = queued;
    }

    @Override
    public List<QueuedAnswer> perform(Request asked) {
        int max = Math.clamp(asked.max().orElse(STANDARD), 1, MOST);
        Optional<MailKind> kind = asked.kind().map(QueueList::kind);
        int page = kind.isPresent() ? PAGE : max;
        Function<Optional<MessageId>, List<QueuedMessage>> pages = asked.account()
                .<Function<Optional<MessageId>, List<QueuedMessage>>>map(
                        account -> last -> queue.pendingOf(account, last, page))
                .orElse(last -> queue.list(last, page));
        List<QueuedMessage> listed = kind.isPresent() ? ofKind(kind.get(), pages, max) : pages.apply(Optional.empty());
        return listed.stream().map(queued::answer).toList();
    }

    private static List<QueuedMessage> ofKind(
            MailKind kind, Function<Optional<MessageId>, List<QueuedMessage>> pages, int max) {
        List<QueuedMessage> found = new ArrayList<>();
        Optional<MessageId> last = Optional.empty();
        for (int read = 0; read < MOST_READ && found.size() < max; read += PAGE) {
            List<QueuedMessage> page = pages.apply(last);
            page.stream()
                    .filter(message -> message.mail().kind() == kind)
                    .limit(max - found.size())
                    .forEach(found::add);
            if (page.size() < PAGE) {
                break;
            }
            last = Optional.of(page.getLast().mail().id());
        }
        return found;
    }

    private static MailKind kind(String text) {
        return Arrays.stream(MailKind.values())
                .filter(kind -> kind.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> AdminRefusal.wrong("kind is sent, feedback, system or received: " + text));
    }
}

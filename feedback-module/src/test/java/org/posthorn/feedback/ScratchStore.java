package org.posthorn.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

final class ScratchStore implements MailQueue, EventLog {
    private final Map<MessageId, QueuedMessage> messages = new LinkedHashMap<>();
    private final Map<MessageId, Content> contents = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> followers = new HashMap<>();

    @Override
    public synchronized void submit(Submission submission, int counted) {
        Mail mail = submission.mail();
        messages.put(mail.id(), QueuedMessage.of(submission));
        contents.put(mail.id(), submission.content());
        add(new MailEvent.Send(mail.id(), mail.acceptedAt(), counted));
    }

    private void add(MailEvent event) {
        entries.add(new Entry(entries.size() + 1, event));
        notifyAll();
    }

    @Override
    public synchronized List<Lease> lease(int max, Duration patience) {
        return messages.values().stream()
                .filter(message -> message.due().isPresent())
                .limit(max)
                .map(message -> new Lease(
                        message.mail(),
                        message.recipients().stream()
                                .filter(RecipientState::isPending)
                                .toList(),
                        contents.get(message.mail().id())))
                .toList();
    }

    @Override
    public synchronized void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events) {
        messages.computeIfPresent(lease.mail().id(), (id, old) -> old.with(states));
        events.forEach(this::add);
    }

    @Override
    public void release(Lease lease, Instant due) {}

    @Override
    public synchronized Optional<QueuedMessage> find(MessageId id) {
        return Optional.ofNullable(messages.get(id));
    }

    @Override
    public synchronized List<QueuedMessage> list(Optional<MessageId> after, int max) {
        return messages.values().stream()
                .filter(message -> message.due().isPresent())
                .toList();
    }

    @Override
    public Depth depth() {
        return new Depth(0, 0, 0);
    }

    @Override
    public synchronized void append(Mail mail, List<? extends MailEvent> events) {
        events.forEach(this::add);
    }

    @Override
    public synchronized List<Entry> readAfter(long position, int max, Duration patience) throws InterruptedException {
        if (position >= entries.size()) {
            wait(patience.toMillis());
        }
        return entries.stream()
                .filter(entry -> entry.position() > position)
                .limit(max)
                .toList();
    }

    @Override
    public synchronized long acknowledged(String follower) {
        return followers.getOrDefault(follower, 0L);
    }

    @Override
    public synchronized void acknowledge(String follower, long position, List<Submission> answers) {
        followers.put(follower, position);
        answers.forEach(answer -> submit(answer, 0));
    }
}

package org.posthorn.engine.testing;

import java.time.Duration;
import java.util.List;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// The event log of a [MemoryStore]; keeps everything.
public final class MemoryEventLog implements EventLog {
    private final MemoryStore store;

    MemoryEventLog(MemoryStore store) {
        this.store = store;
    }

    @Override
    public void append(Mail mail, List<? extends MailEvent> events) {
        store.change(() -> store.addEvents(mail, events));
    }

    @Override
    public List<Entry> readAfter(long position, int max, Duration patience) throws InterruptedException {
        return store.await(
                () -> store.events.size() > position,
                patience.toNanos(),
                () -> store.events.stream().skip(position).limit(max).toList());
    }

    @Override
    public long acknowledged(String follower) {
        return store.locked(() -> store.acknowledged.getOrDefault(follower, 0L));
    }

    @Override
    public void acknowledge(String follower, long position, List<Submission> answers) {
        store.change(() -> {
            store.acknowledged.put(follower, position);
            answers.forEach(answer -> store.addMessage(answer, 0));
        });
    }
}

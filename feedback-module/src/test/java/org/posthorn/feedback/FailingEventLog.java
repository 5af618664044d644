package org.posthorn.feedback;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// An event log whose next writes fail, before or after they went through.
final class FailingEventLog implements EventLog {
    private final EventLog inner;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean writesFirst;

    FailingEventLog(EventLog inner) {
        this.inner = inner;
    }

    /// The next writes fail without effect.
    void failNext(int writes) {
        writesFirst = false;
        failures.set(writes);
    }

    /// The next writes take effect, and then their answer is lost.
    void failAfterNext(int writes) {
        writesFirst = true;
        failures.set(writes);
    }

    boolean isRecovered() {
        return failures.get() <= 0;
    }

    @Override
    public void append(Mail mail, List<? extends MailEvent> events) {
        write(() -> inner.append(mail, events));
    }

    @Override
    public List<Entry> readAfter(long position, int max, Duration patience) throws InterruptedException {
        return inner.readAfter(position, max, patience);
    }

    @Override
    public long last() {
        return inner.last();
    }

    @Override
    public List<Entry> search(Instant since, Predicate<MailEvent> wanted, int max) {
        return inner.search(since, wanted, max);
    }

    @Override
    public List<Entry> search(EventQuery query) {
        return inner.search(query);
    }

    @Override
    public long acknowledged(String follower) {
        return inner.acknowledged(follower);
    }

    @Override
    public void acknowledge(String follower, long position, List<Submission> answers) {
        write(() -> inner.acknowledge(follower, position, answers));
    }

    @Override
    public void forget(String follower) {
        inner.forget(follower);
    }

    private void write(Runnable write) {
        boolean fails = failures.getAndDecrement() > 0;
        if (!fails || writesFirst) {
            write.run();
        }
        if (fails) {
            throw new UnavailableException(new IOException("the disk is gone"));
        }
    }
}

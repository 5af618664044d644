package org.posthorn.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// The event log of a [MemoryStore]; keeps everything.
public final class MemoryEventLog implements EventLog {
    private static final Comparator<EventQuery.Place> LAST_WRITTEN_FIRST =
            Comparator.comparing(EventQuery.Place::position).reversed();
    private static final Comparator<EventQuery.Place> NEWEST_FIRST =
            Comparator.comparing(MemoryEventLog::day).reversed().thenComparing(LAST_WRITTEN_FIRST);

    private final MemoryStore store;

    MemoryEventLog(MemoryStore store) {
        this.store = store;
    }

    private static Instant day(EventQuery.Place place) {
        return place.at().truncatedTo(ChronoUnit.DAYS);
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
    public long last() {
        return store.locked(() -> (long) store.events.size());
    }

    @Override
    public List<Entry> search(Instant since, Predicate<MailEvent> wanted, int max) {
        return store.locked(() -> store.events.stream()
                .filter(entry -> !entry.event().at().isBefore(since))
                .filter(entry -> wanted.test(entry.event()))
                .limit(max)
                .toList());
    }

    @Override
    public List<Entry> search(EventQuery query) {
        boolean isAll = query.about() instanceof About.Everything;
        Comparator<EventQuery.Place> order = isAll ? LAST_WRITTEN_FIRST : NEWEST_FIRST;
        return store.locked(() -> store.events.stream()
                .filter(entry -> query.wants(entry.event()))
                .filter(entry -> isAll || store.abouts.get(entry.position()).contains(query.about()))
                .sorted(Comparator.comparing(MemoryEventLog::place, order))
                .filter(entry -> query.before()
                        .filter(before -> order.compare(before, place(entry)) >= 0)
                        .isEmpty())
                .limit(query.max())
                .toList());
    }

    private static EventQuery.Place place(Entry entry) {
        return new EventQuery.Place(entry.position(), entry.event().at());
    }

    @Override
    public long acknowledged(String follower) {
        return store.locked(() -> store.acknowledged.getOrDefault(follower, 0L));
    }

    @Override
    public void acknowledge(String follower, long position, List<Submission> answers) {
        store.change(() -> {
            store.acknowledged.put(follower, position);
            for (Submission answer : answers) {
                store.room.add(answer.mail().tenant().accountId());
                store.addMessage(answer, 0);
            }
        });
    }

    @Override
    public void forget(String follower) {
        store.change(() -> store.acknowledged.remove(follower));
    }
}

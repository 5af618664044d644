package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;

/// What every [EventLog] does.
public interface EventLogContract extends Ports.Opener {
    Duration LONG = Duration.ofSeconds(20);

    @Test
    default void eventsAreReadInTheOrderOfTheirAppending() throws InterruptedException {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        Mail mail = TestMail.sent(clock.instant(), "a@example.net").mail();
        MailEvent first = TestMail.bounce(mail, clock.instant(), "a@example.net");
        MailEvent second = TestMail.delivery(mail, clock.instant(), List.of("a@example.net"));
        log.append(mail, List.of(first, second));
        log.append(mail, List.of(first));

        List<EventLog.Entry> entries = log.readAfter(0, 10, LONG);

        assertThat(entries).extracting(EventLog.Entry::event).containsExactly(first, second, first);
        assertThat(entries).extracting(EventLog.Entry::position).isSorted().doesNotHaveDuplicates();
        assertThat(entries.getFirst().position()).isPositive();
    }

    @Test
    default void anEntryBringsItsMessageWhetherItWaitsOrHasEnded() throws InterruptedException {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Submission submission = TestMail.sent(clock.instant(), "a@example.net");
        Mail mail = submission.mail();
        ports.queue().submit(submission, 1);

        EventLog.Entry sent = ports.events().readAfter(0, 10, LONG).getLast();
        Lease lease = ports.queue().lease(1, LONG).getFirst();
        ports.queue()
                .settle(
                        lease,
                        TestMail.delivered(lease, clock.instant()),
                        List.of(TestMail.delivery(mail, clock.instant(), List.of("a@example.net"))));

        assertThat(sent.mail()).contains(mail);
        assertThat(ports.events().readAfter(sent.position(), 10, LONG))
                .extracting(EventLog.Entry::mail)
                .containsExactly(Optional.of(mail));
        assertThat(ports.events().search(Instant.EPOCH, event -> true, 10))
                .extracting(EventLog.Entry::mail)
                .containsExactly(Optional.of(mail), Optional.of(mail));
    }

    @Test
    default void anEntryWhoseMessageIsNoLongerKeptBringsNone() throws InterruptedException {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        Mail forgotten = TestMail.sent(clock.instant(), "a@example.net").mail();
        log.append(forgotten, List.of(TestMail.bounce(forgotten, clock.instant(), "a@example.net")));

        EventLog.Entry entry = log.readAfter(0, 10, LONG).getFirst();

        assertThat(entry.mail()).isEmpty();
        assertThat(entry.event().messageId()).isEqualTo(forgotten.id());
    }

    @Test
    default void aReaderGoesOnBehindItsPosition() throws InterruptedException {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        appendMany(log, clock, 7);
        List<EventLog.Entry> all = new ArrayList<>();
        List<EventLog.Entry> page = log.readAfter(0, 3, LONG);
        while (!page.isEmpty()) {
            assertThat(page.size()).isLessThanOrEqualTo(3);
            all.addAll(page);
            page = log.readAfter(all.getLast().position(), 3, Duration.ZERO);
        }
        assertThat(all).hasSize(7);
        assertThat(all).extracting(EventLog.Entry::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void theHistoryIsSearchedFromATimeOn() {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        for (int i = 0; i < 5; i++) {
            appendMany(log, clock, 3);
            clock.advance(Duration.ofHours(1));
        }
        Instant since = TestClock.START.plus(Duration.ofHours(3));
        assertThat(log.search(since, event -> true, 100))
                .hasSize(6)
                .allMatch(entry -> !entry.event().at().isBefore(since));
        assertThat(log.search(since, event -> true, 4)).hasSize(4);
        MailEvent one = log.search(since, event -> true, 1).getFirst().event();
        assertThat(log.search(TestClock.START, event -> event.messageId().equals(one.messageId()), 100))
                .hasSize(3);
        assertThat(log.search(TestClock.START.minus(Duration.ofDays(1)), event -> true, 100))
                .hasSize(15);
        assertThat(log.search(TestClock.START.plus(Duration.ofDays(1)), event -> true, 100))
                .isEmpty();
    }

    @Test
    default void whatHappenedIsFoundByMessageRecipientAndAccountTheNewestFirst() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        EventLog log = ports.events();
        Submission ours = TestMail.sent(clock.instant(), "Ann@example.net", "bob@example.net");
        Submission theirs =
                TestMail.sentBy(new Tenant("999999999999", "eu-west-1"), clock.instant(), "ann@example.net");
        ports.queue().submit(ours, 2);
        ports.queue().submit(theirs, 1);
        clock.advance(Duration.ofDays(2));
        MailEvent bounce = TestMail.bounce(ours.mail(), clock.instant(), "bob@example.net");
        MailEvent delivery = TestMail.delivery(ours.mail(), clock.instant(), List.of("Ann@example.net"));
        log.append(ours.mail(), List.of(bounce, delivery));
        MailEvent sentOurs = new MailEvent.Send(ours.mail().id(), TestClock.START, 2);
        MailEvent sentTheirs = new MailEvent.Send(theirs.mail().id(), TestClock.START, 1);

        assertThat(found(log, new About.Message(ours.mail().id()))).containsExactly(delivery, bounce, sentOurs);
        assertThat(found(log, new About.Recipient("aNN@example.net"))).containsExactly(delivery, sentTheirs, sentOurs);
        assertThat(found(log, new About.Recipient("bob@example.net"))).containsExactly(bounce, sentOurs);
        assertThat(found(log, new About.Account("999999999999"))).containsExactly(sentTheirs);
        assertThat(found(log, new About.Account(TestMail.TENANT.accountId())))
                .containsExactly(delivery, bounce, sentOurs);
        assertThat(found(log, new About.Recipient("example.net"))).isEmpty();
        assertThat(found(log, new About.Account("99999999999"))).isEmpty();
    }

    private static List<MailEvent> found(EventLog log, About about) {
        return log.search(EventQuery.of(about, Instant.EPOCH, 100)).stream()
                .map(EventLog.Entry::event)
                .toList();
    }

    @Test
    default void pagesOfASearchMissNothingWhereADayEndsWithEventsOutOfOrder() {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        Mail mail = TestMail.sent(clock.instant(), "a@example.net").mail();
        List<MailEvent> inOrder = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            // Of two days by turns, as the hosts that report have clocks of their own.
            Instant at = TestClock.START.plus(Duration.ofDays(i % 2)).plusMillis(i);
            inOrder.add(TestMail.bounce(mail, at, "a@example.net"));
        }
        log.append(mail, inOrder);

        EventQuery query = EventQuery.of(new About.Message(mail.id()), Instant.EPOCH, 3);
        List<EventLog.Entry> all = new ArrayList<>();
        List<EventLog.Entry> page = log.search(query);
        while (!page.isEmpty()) {
            assertThat(page.size()).isLessThanOrEqualTo(3);
            all.addAll(page);
            page = log.search(query.behind(page.getLast()));
        }
        assertThat(all).extracting(EventLog.Entry::event).containsExactlyInAnyOrderElementsOf(inOrder);
        assertThat(all.subList(0, 5))
                .allMatch(entry -> !entry.event().at().isBefore(TestClock.START.plus(Duration.ofDays(1))));
        assertThat(log.search(EventQuery.of(query.about(), TestClock.START.plusMillis(5), 100)))
                .hasSize(7);
    }

    @Test
    default void mailIsPagedTheNewestFirst() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        List<MessageId> accepted = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Tenant tenant = new Tenant(i % 5 == 0 ? "999999999999" : "123456789012", "us-east-1");
            Submission mail = TestMail.sentBy(tenant, clock.instant(), "a@example.net");
            ports.queue().submit(mail, 1);
            ports.events()
                    .append(
                            mail.mail(),
                            List.of(TestMail.delivery(mail.mail(), clock.instant(), List.of("a@example.net"))));
            accepted.add(mail.mail().id());
            clock.advance(Duration.ofHours(3));
        }
        List<MessageId> newestFirst = accepted.reversed();
        assertThat(paged(ports.events(), EventQuery.mail(new About.Everything(), Instant.EPOCH, 4)))
                .containsExactlyElementsOf(newestFirst);
        assertThat(paged(ports.events(), EventQuery.mail(new About.Account("999999999999"), Instant.EPOCH, 2)))
                .containsExactly(
                        accepted.get(20), accepted.get(15), accepted.get(10), accepted.get(5), accepted.get(0));
        assertThat(paged(ports.events(), EventQuery.mail(new About.Recipient("a@example.net"), Instant.EPOCH, 10)))
                .containsExactlyElementsOf(newestFirst);
        assertThat(paged(
                        ports.events(),
                        EventQuery.mail(new About.Everything(), TestClock.START.plus(Duration.ofHours(60)), 3)))
                .containsExactlyElementsOf(newestFirst.subList(0, 5));
        assertThat(ports.events().search(EventQuery.of(new About.Everything(), Instant.EPOCH, 3)))
                .extracting(entry -> entry.event().getClass().getSimpleName())
                .containsExactly("Delivery", "Send", "Delivery");
    }

    private static List<MessageId> paged(EventLog log, EventQuery query) {
        List<MessageId> found = new ArrayList<>();
        List<EventLog.Entry> page = log.search(query);
        while (!page.isEmpty()) {
            assertThat(page.size()).isLessThanOrEqualTo(query.max());
            page.forEach(entry -> found.add(entry.event().messageId()));
            page = log.search(query.behind(page.getLast()));
        }
        return found;
    }

    private static void appendMany(EventLog log, TestClock clock, int count) {
        Mail mail = TestMail.sent(clock.instant(), "a@example.net").mail();
        for (int i = 0; i < count; i++) {
            log.append(mail, List.of(TestMail.bounce(mail, clock.instant(), "a@example.net")));
        }
    }

    @Test
    default void aReaderThatFollowsManyWritersMissesNothing() throws Exception {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        int writers = 8;
        int each = 20;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                writing.add(threads.submit(() -> appendMany(log, clock, each)));
            }
            long position = 0;
            int seen = 0;
            while (seen < writers * each) {
                List<EventLog.Entry> page = log.readAfter(position, 10, LONG);
                assertThat(page).isNotEmpty();
                seen += page.size();
                position = page.getLast().position();
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
            assertThat(log.readAfter(position, 10, Duration.ZERO)).isEmpty();
            assertThat(log.readAfter(0, 1_000, LONG)).hasSize(writers * each);
        }
    }

    @Test
    default void aWaitingReaderWakesUpWhenAnEventComes() throws Exception {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<EventLog.Entry>> waiting = threads.submit(() -> log.readAfter(0, 10, LONG));
            appendMany(log, clock, 1);
            assertThat(waiting.get()).hasSize(1);
        }
    }

    @Test
    default void aWaitingReaderGivesUpWhenItsPatienceEnds() throws InterruptedException {
        assertThat(open(new TestClock()).events().readAfter(0, 10, Duration.ofMillis(30)))
                .isEmpty();
    }

    @Test
    default void theNewestPositionIsKnown() throws InterruptedException {
        TestClock clock = new TestClock();
        EventLog log = open(clock).events();
        assertThat(log.last()).isZero();
        appendMany(log, clock, 3);
        assertThat(log.last()).isEqualTo(log.readAfter(0, 10, LONG).getLast().position());
    }

    @Test
    default void followersAcknowledgeEachForItself() {
        EventLog log = open(new TestClock()).events();
        log.acknowledge("forwarder", 7, List.of());
        log.acknowledge("publisher", 3, List.of());
        log.acknowledge("forwarder", 9, List.of());

        assertThat(log.acknowledged("forwarder")).isEqualTo(9);
        assertThat(log.acknowledged("publisher")).isEqualTo(3);
        assertThat(log.acknowledged("newcomer")).isZero();

        log.forget("publisher");
        log.forget("newcomer");
        assertThat(log.acknowledged("publisher")).isZero();
        assertThat(log.acknowledged("forwarder")).isEqualTo(9);
    }

    @Test
    default void answersAreQueuedWithTheAcknowledgement() throws InterruptedException {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Submission one = TestMail.feedback(clock.instant(), "sender@example.com");
        Submission two = TestMail.feedback(clock.instant().plusMillis(1), "other@example.com");
        clock.advance(Duration.ofSeconds(1));

        ports.events().acknowledge("forwarder", 5, List.of(one, two));

        assertThat(ports.events().acknowledged("forwarder")).isEqualTo(5);
        assertThat(ports.queue().lease(10, LONG)).extracting(Lease::mail).containsExactly(one.mail(), two.mail());
        assertThat(ports.counters().read(TestMail.TENANT, TestClock.START)).isEmpty();
    }

    @Test
    default void answersAreTakenEvenWhenTheQueueIsFull() throws InterruptedException {
        TestClock clock = new TestClock();
        Ports ports = open(clock, 1);
        ports.queue().submit(TestMail.sent(clock.instant(), "a@example.net"), 1);

        ports.events().acknowledge("forwarder", 1, List.of(TestMail.feedback(clock.instant(), "b@example.com")));

        assertThat(ports.queue().depth().queued()).isEqualTo(2);
    }
}

package org.posthorn.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.settings.MetricCounts;
import org.posthorn.engine.settings.MetricDay;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class MetricCountingTest {
    private static final long TODAY = MetricDays.dayOf(TestClock.START);
    private static final MetricCounts ONE = new MetricCounts(1, 0, 0, 0, 0, 0, 0, 0, 0);

    private MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 1_000, 100));

    private Mail submit(String set, String recipient) {
        Mail mail = TestMail.of("example.com", set, engine.clock().instant(), recipient);
        engine.get(MailQueue.class).submit(new Submission(mail, Content.of("Subject: hi\r\n\r\nHi\r\n")), 1);
        return mail;
    }

    private void append(Mail mail, MailEvent... events) {
        engine.get(EventLog.class).append(mail, List.of(events));
    }

    private void count(MetricCounting counting) throws Exception {
        EventLog log = engine.get(EventLog.class);
        log.readAfter(0, 1_000, Duration.ZERO).forEach(counting::gather);
        counting.write();
    }

    private List<MetricDay> rows() {
        List<MetricDay> rows = new ArrayList<>();
        engine.get(MetricDays.class).read(TestMail.TENANT, TODAY, TODAY + 10, rows::add);
        return rows;
    }

    private MetricCounts sum() {
        return rows().stream().map(MetricDay::counts).reduce(MetricCounts.NONE, MetricCounts::plus);
    }

    @Test
    void eventsCountByWhatTheirMailHasInCommon() throws Exception {
        submit("one", "ann@gmail.com");
        submit("one", "bob@gmail.com");
        submit("two", "cyd@example.net");
        engine.clock().advance(Duration.ofDays(1));
        submit("two", "dan@example.net");
        submit("two", "success@simulator.amazonses.com");
        count(engine.get(MetricCounting.class));
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        new MetricDay(TODAY, "example.com", "one", "Gmail", "one-sender", ONE.plus(ONE)),
                        new MetricDay(TODAY, "example.com", "two", "UNKNOWN_ISP", "two-sender", ONE),
                        new MetricDay(TODAY + 1, "example.com", "two", "UNKNOWN_ISP", "two-sender", ONE));
    }

    @Test
    void openingAMessageAgainCountsOnce() throws Exception {
        Mail mail = submit("one", "ann@gmail.com");
        Mail other = submit("one", "bob@gmail.com");
        MailEvent.Open open = new MailEvent.Open(mail.id(), engine.clock().instant(), "192.0.2.1", "browser");
        append(mail, open);
        append(mail, open);
        append(other, new MailEvent.Open(other.id(), engine.clock().instant(), "192.0.2.1", "browser"));
        append(
                mail,
                new MailEvent.Click(
                        mail.id(), engine.clock().instant(), "192.0.2.1", "browser", "https://example.com/", Map.of()));
        append(mail, open);
        count(engine.get(MetricCounting.class));
        assertThat(sum()).isEqualTo(new MetricCounts(2, 0, 0, 0, 0, 2, 1, 0, 0));
    }

    @Test
    void bouncesAndComplaintsCountByTheirKinds() throws Exception {
        Mail mail = submit("one", "ann@gmail.com");
        append(mail, TestMail.bounce(mail, engine.clock().instant(), "ann@gmail.com"));
        append(
                mail,
                new MailEvent.Complaint(
                        mail.id(),
                        engine.clock().instant(),
                        List.of("ann@gmail.com"),
                        Optional.empty(),
                        Optional.of("abuse"),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        Optional.empty()));
        count(engine.get(MetricCounting.class));
        assertThat(sum()).isEqualTo(new MetricCounts(1, 0, 1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void whatIsReadAgainCountsOnce() throws Exception {
        submit("one", "ann@gmail.com");
        MetricCounting counting = engine.get(MetricCounting.class);
        count(counting);
        count(counting);
        engine = engine.again();
        submit("one", "bob@gmail.com");
        count(engine.get(MetricCounting.class));
        assertThat(sum()).isEqualTo(ONE.plus(ONE));
    }

    /// What was gathered and not written is gathered again by the next process.
    @Test
    void aCrashBeforeTheWriteLosesNothing() throws Exception {
        submit("one", "ann@gmail.com");
        MetricCounting counting = engine.get(MetricCounting.class);
        engine.get(EventLog.class).readAfter(0, 10, Duration.ZERO).forEach(counting::gather);
        engine = engine.again();
        count(engine.get(MetricCounting.class));
        assertThat(sum()).isEqualTo(ONE);
    }

    @Test
    void oldDaysAreThrownAway() {
        MetricDays days = engine.get(MetricDays.class);
        for (long day : List.of(TODAY - 200, TODAY - 91, TODAY - 90, TODAY)) {
            days.add(Map.of(new MetricDays.Key(TestMail.TENANT, day, "example.com", "", "Gmail", ""), ONE), day);
        }
        List<Long> kept = new ArrayList<>();
        days.read(TestMail.TENANT, 0, TODAY + 1, row -> kept.add(row.day()));
        assertThat(kept).containsExactly(TODAY - 90, TODAY);
    }

    @Test
    void whatIsTooManyIsCountedTogether() {
        Settings settings = engine.get(Settings.class);
        settings.table(Tables.METRIC_DAYS)
                .putAll(IntStream.range(0, MetricDays.MOST_ROWS)
                        .mapToObj(i -> new Table.Row<>(
                                TestMail.TENANT,
                                String.format("%06d/%032d", TODAY, i),
                                new MetricDay(TODAY, "example.com", "set-" + i, "Gmail", "", ONE)))
                        .toList());
        MetricDays days = engine.get(MetricDays.class);
        days.add(
                Map.of(
                        new MetricDays.Key(TestMail.TENANT, TODAY, "example.com", "a", "Gmail", ""), ONE,
                        new MetricDays.Key(TestMail.TENANT, TODAY, "example.com", "b", "Gmail", ""), ONE),
                1);
        List<MetricDay> rows = rows();
        assertThat(rows)
                .hasSize(MetricDays.MOST_ROWS + 1)
                .contains(new MetricDay(TODAY, "", "", "", "", ONE.plus(ONE)));
    }
}

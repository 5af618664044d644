package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counters.Window;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;

/// What every [Counters] does.
public interface CountersContract extends Ports.Opener {
    @Test
    default void countsOfOneMinuteAddUp() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        ports.queue().submit(TestMail.sent(clock.instant(), "a@example.net", "b@example.net"), 2);
        ports.queue().submit(TestMail.sent(clock.instant().plusSeconds(59), "c@example.net"), 0);
        Mail mail = TestMail.sent(clock.instant(), "a@example.net").mail();
        ports.events()
                .append(
                        mail,
                        List.of(
                                new MailEvent.Reject(mail.id(), clock.instant(), "Bad content"),
                                TestMail.bounce(mail, clock.instant(), "a@example.net")));

        assertThat(ports.counters().read(TestMail.TENANT, TestClock.START))
                .containsExactly(new Window(TestClock.START, new Counts(2, 3, 1, 0, 1)));
    }

    @Test
    default void windowsAreReadFromATimeOnOldestFirstAndEmptyOnesLeftOut() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Instant start = clock.instant();
        for (int minute : new int[] {0, 5, 6, 90}) {
            ports.queue().submit(TestMail.sent(start.plus(Duration.ofMinutes(minute)), "a@example.net"), 1);
        }
        Counters counters = ports.counters();

        assertThat(counters.read(TestMail.TENANT, start.plus(Duration.ofMinutes(5))))
                .extracting(Window::start)
                .containsExactly(
                        start.plus(Duration.ofMinutes(5)),
                        start.plus(Duration.ofMinutes(6)),
                        start.plus(Duration.ofMinutes(90)));
        assertThat(counters.read(TestMail.TENANT, start.plusSeconds(1)))
                .extracting(Window::start)
                .startsWith(start.plus(Duration.ofMinutes(5)));
        assertThat(counters.read(TestMail.TENANT, start.plus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    default void anEventCountsInTheMinuteItHappenedIn() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Mail mail = TestMail.sent(clock.instant(), "a@example.net").mail();
        Instant later = clock.instant().plus(Duration.ofHours(2));
        ports.events().append(mail, List.of(TestMail.bounce(mail, later, "a@example.net")));

        assertThat(ports.counters().read(TestMail.TENANT, TestClock.START))
                .containsExactly(new Window(later, new Counts(0, 0, 1, 0, 0)));
    }

    @Test
    default void tenantsAndRegionsCountApart() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        ports.queue().submit(TestMail.sent(clock.instant(), "a@example.net"), 1);

        String account = TestMail.TENANT.accountId();
        assertThat(ports.counters().read(new Tenant(account, "us-east-2"), Instant.EPOCH))
                .isEmpty();
        assertThat(ports.counters().read(new Tenant(account, "us-east"), Instant.EPOCH))
                .isEmpty();
        assertThat(ports.counters().read(new Tenant("12345678901", "2us-east-1"), Instant.EPOCH))
                .isEmpty();
        assertThat(ports.counters().read(TestMail.TENANT, Instant.EPOCH)).hasSize(1);
    }

    @Test
    default void theCountsOfAnAccountAreThoseOfItsRegionsTogether() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        String account = TestMail.TENANT.accountId();
        Mail named = TestMail.of("example.com", "news", clock.instant(), "a@example.net");
        ports.events().append(named, List.of(TestMail.bounce(named, clock.instant(), "a@example.net")));
        for (String region : List.of("us-east-1", "eu-west-1", "sa-east-1", "eu-west-1")) {
            ports.queue().submit(TestMail.sentBy(new Tenant(account, region), clock.instant(), "a@example.net"), 1);
        }
        Instant later = clock.instant().plusSeconds(120);
        ports.queue().submit(TestMail.sentBy(new Tenant(account, "eu-west-1"), later, "a@example.net"), 1);
        ports.queue().submit(TestMail.sentBy(new Tenant("123456789013", "us-east-1"), later, "a@example.net"), 1);
        ports.queue().submit(TestMail.sentBy(new Tenant("12345678901", "us-east-1"), later, "a@example.net"), 1);

        assertThat(ports.counters().readAccount(account, TestClock.START))
                .containsExactly(
                        new Window(TestClock.START, new Counts(4, 4, 1, 0, 0)),
                        new Window(later, new Counts(1, 1, 0, 0, 0)));
        assertThat(ports.counters().readAccount(account, later)).hasSize(1);
        assertThat(ports.counters().readAccount("999999999999", Instant.EPOCH)).isEmpty();
    }

    @Test
    default void identitiesConfigurationSetsAndSendingTenantsCountForThemselvesToo() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        Mail named = TestMail.of("example.com", "news", clock.instant(), "a@example.net");
        Mail other = TestMail.of("example.org", "offers", clock.instant(), "a@example.net");
        for (Mail mail : List.of(named, named, other)) {
            ports.events().append(mail, List.of(TestMail.bounce(mail, clock.instant(), "a@example.net")));
        }

        assertThat(bounces(ports, Counters.Subject.of(TestMail.TENANT))).isEqualTo(3);
        assertThat(bounces(ports, Counters.Subject.identity(TestMail.TENANT, "example.com")))
                .isEqualTo(2);
        assertThat(bounces(ports, Counters.Subject.identity(TestMail.TENANT, "example.org")))
                .isEqualTo(1);
        assertThat(bounces(ports, Counters.Subject.configurationSet(TestMail.TENANT, "news")))
                .isEqualTo(2);
        assertThat(bounces(ports, Counters.Subject.sendingTenant(TestMail.TENANT, "news-sender/tn-1")))
                .isEqualTo(2);
        assertThat(bounces(ports, Counters.Subject.configurationSet(TestMail.TENANT, "example.com")))
                .isZero();
        assertThat(bounces(ports, Counters.Subject.identity(TestMail.TENANT, "example")))
                .isZero();
    }

    private static long bounces(Ports ports, Counters.Subject subject) {
        return ports.counters().read(subject, Instant.EPOCH).stream()
                .mapToLong(window -> window.counts().bounces())
                .sum();
    }

    @Test
    default void verificationMailsCountForTheirAccountAndAddressAndForNothingElse() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        String account = TestMail.TENANT.accountId();
        ports.queue().submit(TestMail.system(clock.instant(), "Ann+label@Example.com"), 0);

        assertThat(ports.counters().read(TestMail.TENANT, Instant.EPOCH)).isEmpty();
        assertThat(ports.counters().readAccount(account, Instant.EPOCH)).isEmpty();
        for (Counters.Subject subject : List.of(
                Counters.Subject.verification(account),
                Counters.Subject.verification(account, "ann@example.com"),
                Counters.Subject.verificationOf("ANN@example.com"))) {
            assertThat(ports.counters().read(subject, Instant.EPOCH))
                    .containsExactly(new Window(TestClock.START, new Counts(0, 1, 0, 0, 0)));
        }
        assertThat(ports.counters().read(Counters.Subject.verificationOf("bob@example.com"), Instant.EPOCH))
                .isEmpty();
        assertThat(ports.counters().read(Counters.Subject.verification("222222222222"), Instant.EPOCH))
                .isEmpty();
    }

    @Test
    default void feedbackMailIsNotCounted() {
        TestClock clock = new TestClock();
        Ports ports = open(clock);
        ports.queue().submit(TestMail.feedback(clock.instant(), "a@example.com"), 0);

        assertThat(ports.counters().read(TestMail.TENANT, Instant.EPOCH)).isEmpty();
    }
}

package org.posthorn.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.PausedDestinations;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.RetrySchedule;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestRelay;

/// From a queued message to the mail that tells its sender what became of it: the delivery loop, the simulator, the
/// receiver and the forwarder at work together.
class RoundTripTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final RetrySchedule SCHEDULE =
            new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofHours(14));

    private final MemoryStore store = new MemoryStore(CLOCK);
    private final MailQueue queue = store.queue();
    private final EventLog events = store.events();
    private final Map<Mail, Content> relayed = new ConcurrentHashMap<>();
    private final FeedbackReceiver receiver = new FeedbackReceiver(
            Outbox.RETURN_PATH,
            queue,
            events,
            Outbox.trust(List.of()),
            Outbox.reading(),
            mail -> false,
            new Unmatched(new KeptReports(store.settings()), queue, Optional.empty(), Outbox.DOMAIN, CLOCK),
            CLOCK);
    private final Relay relay = TestRelay.to("mx", parcel -> {
        relayed.put(parcel.mail(), parcel.content());
        return delivered(parcel);
    });
    private final DeliveryLoop loop = new DeliveryLoop(
            queue,
            new MailboxSimulator(relay, queue, receiver::receive, CLOCK),
            new DeliveryConfig(SCHEDULE, Outbox.DOMAIN, 8, 8, List.of()),
            new PausedDestinations(store.settings()),
            (mail, content) -> content,
            (destination, took) -> {},
            CLOCK);
    private final FeedbackForwarder forwarder =
            new FeedbackForwarder(events, new SetAside(store.settings()), mail -> true, Outbox.DOMAIN, CLOCK);

    @BeforeEach
    void start() {
        loop.start();
        forwarder.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        forwarder.stop();
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aRefusalComesBackAsOneBounceMail() {
        send("bounce@simulator.amazonses.com", "bounce+two@simulator.amazonses.com");

        String mail = onlyFeedback();

        assertThat(mail)
                .contains("From: MAILER-DAEMON@" + Outbox.DOMAIN)
                .contains("Reporting-MTA: dns; " + Outbox.DOMAIN + "\r\n")
                .contains("Final-Recipient: rfc822; bounce@simulator.amazonses.com\r\n")
                .contains("Final-Recipient: rfc822; bounce+two@simulator.amazonses.com\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n")
                .contains("Subject: Hello\r\n");
    }

    @Test
    void aSuppressedRecipientIsReportedByAmazonses() throws Exception {
        Mail mail = send("suppressionlist@simulator.amazonses.com");

        assertThat(onlyFeedback()).contains("Reporting-MTA: dns; amazonses.com\r\n");
        assertThat(eventsOf(mail)).containsExactly("Send", "Bounce");
    }

    @Test
    void aComplaintComesAfterItsDelivery() throws Exception {
        Mail mail = send("complaint@simulator.amazonses.com");

        assertThat(onlyFeedback())
                .contains("From: complaints@" + Outbox.DOMAIN, "Original-Rcpt-To: <complaint@simulator.amazonses.com>");
        assertThat(eventsOf(mail)).containsExactly("Send", "Delivery", "Complaint");
    }

    @Test
    void anOutOfOfficeAnswerReachesTheSender() throws Exception {
        Mail mail = send("ooto@simulator.amazonses.com");

        assertThat(onlyFeedback()).contains("Subject: Auto: Out of the office\r\n");
        assertThat(eventsOf(mail)).containsExactly("Send", "Delivery");
    }

    @Test
    void feedbackThatIsRefusedMakesNoFeedback() throws Exception {
        Mail first = send(Optional.of("bounce@simulator.amazonses.com"), "bounce@simulator.amazonses.com");

        await().until(() -> bounced(MailKind.FEEDBACK) == 1);
        Mail second = send("bounce@simulator.amazonses.com");
        onlyFeedback();

        assertThat(eventsOf(first)).containsExactly("Send", "Bounce");
        assertThat(eventsOf(second)).containsExactly("Send", "Bounce");
        assertThat(forwarder.forwarded()).isEqualTo(2);
    }

    private Mail send(String... recipients) {
        return send(Optional.of(Outbox.SENDER), recipients);
    }

    private Mail send(Optional<String> feedbackTo, String... recipients) {
        Mail mail = Outbox.mail(MessageId.next("us-east-1", CLOCK.instant()), MailKind.SENT, feedbackTo, recipients);
        Content content = Content.of("From: sender@example.org\r\nSubject: Hello\r\n\r\nHi\r\n");
        queue.submit(new Submission(mail, content), recipients.length);
        return mail;
    }

    /// The one mail that reached the relay, all of which is feedback here.
    private String onlyFeedback() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !relayed.isEmpty());
        assertThat(relayed).hasSize(1);
        Map.Entry<Mail, Content> only = relayed.entrySet().iterator().next();
        assertThat(only.getKey().envelope().sender()).isEmpty();
        assertThat(only.getKey().envelope().recipients()).containsExactly(Outbox.SENDER);
        return new String(only.getValue().bytes(), UTF_8);
    }

    private List<String> eventsOf(Mail mail) throws InterruptedException {
        return events.readAfter(0, 1_000, Duration.ZERO).stream()
                .map(EventLog.Entry::event)
                .filter(event -> event.messageId().equals(mail.id()))
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private long bounced(MailKind kind) throws InterruptedException {
        return events.readAfter(0, 1_000, Duration.ZERO).stream()
                .map(EventLog.Entry::event)
                .filter(MailEvent.Bounce.class::isInstance)
                .flatMap(event -> queue.find(event.messageId()).stream())
                .filter(message -> message.mail().kind() == kind)
                .count();
    }

    private static Map<String, Outcome> delivered(Parcel parcel) {
        return parcel.recipients().stream()
                .collect(Collectors.toMap(
                        address -> address,
                        address -> new Outcome.Delivered(SmtpReply.of(250, "2.0.0 Ok"), Peer.of("mx.example.com"))));
    }
}

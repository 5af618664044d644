package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;

class FeedbackForwarderTest {
    private final Outbox outbox = new Outbox();
    private final FailingEventLog events = new FailingEventLog(outbox.events());
    private final Set<MessageId> unreadable = new HashSet<>();
    private Predicate<Mail> wanted = mail -> true;
    private FeedbackForwarder forwarder = newForwarder();

    @AfterEach
    void stop() throws InterruptedException {
        forwarder.stop();
    }

    @Test
    void aBounceIsMailedToTheSender() {
        bounce(outbox.send("ann@example.com"));

        forwarder.start();

        await().untilAsserted(() -> assertThat(outbox.feedbackMail()).hasSize(1));
        Mail sent = outbox.feedbackMail().getFirst();
        assertThat(sent.envelope().sender()).isEmpty();
        assertThat(sent.envelope().recipients()).containsExactly(Outbox.SENDER);
        await().until(() -> forwarder.forwarded() == 1);
    }

    @Test
    void aComplaintIsMailedToTheSender() throws Exception {
        complain(outbox.send("ann@example.com"));

        forwarder.start();

        await().untilAsserted(() -> assertThat(outbox.feedbackMail()).hasSize(1));
        assertThat(outbox.content(outbox.feedbackMail().getFirst())).contains("Feedback-Type: abuse\r\n");
    }

    @Test
    void nothingIsMailedToWhoDoesNotWantIt() {
        bounce(outbox.submit(MailKind.SENT, Optional.empty(), "ann@example.com"));
        bounce(outbox.submit(MailKind.FEEDBACK, Optional.of(Outbox.SENDER), "ann@example.com"));
        bounce(outbox.submit(MailKind.SYSTEM, Optional.of(Outbox.SENDER), "ann@example.com"));
        Mail switchedOff = outbox.send("ann@example.com");
        bounce(switchedOff);
        wanted = mail -> !mail.equals(switchedOff);
        long last = bounce(outbox.send("bob@example.com"));
        int before = outbox.feedbackMail().size();

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(outbox.feedbackMail()).hasSize(before + 1);
    }

    @Test
    void whatCameInBouncesToItsSenderWhenHeIsProven() throws Exception {
        bounce(received("far@strange.test", true));

        forwarder.start();

        await().untilAsserted(() -> assertThat(outbox.feedbackMail()).hasSize(1));
        Mail sent = outbox.feedbackMail().getFirst();
        assertThat(sent.envelope()).isEqualTo(new Envelope("", List.of("far@strange.test")));
        assertThat(outbox.content(sent))
                .contains("From: MAILER-DAEMON@" + Outbox.DOMAIN + "\r\n")
                .contains("Final-Recipient: rfc822; ann@example.com\r\n", "Status: 5.1.1\r\n")
                .contains("\r\nSubject: x\r\n");
    }

    @Test
    void whatCameInFromNobodyOrFromWhoProvedNothingMakesNoMail() {
        bounce(received("far@strange.test", false));
        bounce(received("", true));
        long last = bounce(received("", false));

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(outbox.feedbackMail()).isEmpty();
    }

    private Mail received(String sender, boolean proven) {
        Verdict none = Verdict.GRAY;
        Mail mail = Mail.received(
                MessageId.next("us-east-1", Outbox.NOW),
                new Tenant("123456789012", "us-east-1"),
                Outbox.NOW,
                new Envelope(sender, List.of("ann@example.com")),
                100,
                new Receipt(
                        new SmtpClient("192.0.2.1", "strange.test", Optional.empty()),
                        new Verdicts(none, none, none, Optional.empty(), none, none),
                        proven,
                        Optional.empty()));
        outbox.queue().submit(new Submission(mail, Content.of("Subject: x\r\n\r\n")), 0);
        return mail;
    }

    @Test
    void aRestartMailsNothingTwice() throws Exception {
        long first = bounce(outbox.send("ann@example.com"));
        forwarder.start();
        awaitAcknowledged(first);
        forwarder.stop();
        long second = bounce(outbox.send("bob@example.com"));

        forwarder = newForwarder();
        forwarder.start();

        awaitAcknowledged(second);
        assertThat(outbox.feedbackMail()).hasSize(2);
    }

    @Test
    void aWriteThatFailsIsMadeAgain() {
        long last = bounce(outbox.send("ann@example.com"));
        events.failNext(2);

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(outbox.feedbackMail()).hasSize(1);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotMadeTwice() {
        events.failAfterNext(1);
        long last = bounce(outbox.send("ann@example.com"));

        forwarder.start();

        awaitAcknowledged(last);
        await().until(events::isRecovered);
        long another = bounce(outbox.send("bob@example.com"));
        awaitAcknowledged(another);
        assertThat(outbox.feedbackMail()).hasSize(2);
    }

    @Test
    void anEventThatAlwaysFailsIsPassedOverAndTheRestGoesOn() {
        Mail bad = outbox.send("ann@example.com");
        bounce(outbox.send("ann@example.com"));
        bounce(bad);
        unreadable.add(bad.id());
        long last = bounce(outbox.send("cay@example.com"));

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(forwarder.skipped()).isEqualTo(1);
        assertThat(outbox.feedbackMail()).hasSize(2);
    }

    @Test
    void anEventOfAForgottenMessageIsPassedOver() {
        MessageId unknown = MessageId.next("us-east-1", Outbox.NOW);
        long last = bounce(Outbox.mail(unknown, MailKind.SENT, Optional.of(Outbox.SENDER), "ann@example.com"));

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(forwarder.skipped()).isEqualTo(1);
    }

    @Test
    void manyEventsAreMailedOnceEach() {
        long last = 0;
        for (int i = 0; i < 350; i++) {
            last = bounce(outbox.send("user" + i + "@example.com"));
        }

        forwarder.start();

        awaitAcknowledged(last);
        assertThat(outbox.feedbackMail()).hasSize(350);
    }

    @Test
    void aForwarderThatWasNeverStartedStopsAtOnce() throws Exception {
        forwarder.stop();

        assertThat(forwarder.forwarded()).isZero();
    }

    private FeedbackForwarder newForwarder() {
        Predicate<Mail> readable = mail -> {
            if (unreadable.contains(mail.id())) {
                throw new IllegalStateException("a corrupt record");
            }
            return wanted.test(mail);
        };
        return new FeedbackForwarder(events, outbox.aside(), readable, Outbox.DOMAIN, Outbox.CLOCK);
    }

    private void awaitAcknowledged(long position) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> outbox.events().acknowledged(FeedbackForwarder.FOLLOWER) >= position);
    }

    /// @return the position of the event
    private long bounce(Mail mail) {
        outbox.events()
                .append(
                        mail,
                        List.of(new MailEvent.Bounce(
                                mail.id(),
                                Outbox.NOW,
                                BounceType.Permanent,
                                BounceSubType.General,
                                List.of(new MailEvent.BouncedRecipient(
                                        "ann@example.com",
                                        "failed",
                                        new EnhancedStatus(5, 1, 1),
                                        "smtp; 550 5.1.1 user unknown")),
                                "mx.example.com",
                                Optional.empty(),
                                "Subject: x\r\n",
                                Optional.of(Evidence.TRUSTED_REPORT))));
        return lastPosition();
    }

    private void complain(Mail mail) {
        outbox.events()
                .append(
                        mail,
                        List.of(new MailEvent.Complaint(
                                mail.id(),
                                Outbox.NOW,
                                List.of("ann@example.com"),
                                Optional.empty(),
                                Optional.of("abuse"),
                                Optional.empty(),
                                Optional.empty(),
                                "Subject: x\r\n",
                                Optional.of(Evidence.TRUSTED_REPORT))));
    }

    private long lastPosition() {
        try {
            List<EventLog.Entry> entries = outbox.events().readAfter(0, 10_000, Duration.ZERO);
            return entries.getLast().position();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

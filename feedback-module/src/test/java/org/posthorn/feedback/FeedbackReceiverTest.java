package org.posthorn.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.work.BoundedWork;

class FeedbackReceiverTest {
    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    @Test
    void theReturnPathOfASentMessageIsAcceptedInAnyCase() {
        Mail mail = outbox.send("ann@example.com");

        assertThat(receiver.accepts(mail.envelope().sender())).isTrue();
        assertThat(receiver.accepts(mail.envelope().sender().toUpperCase(Locale.ROOT)))
                .isTrue();
    }

    @Test
    void whatHtmlSaysIsTheDiagnosticOfTheOneRecipientAsWell() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        String notice = "From: postmaster@example.com\nSubject: Undeliverable: Hello\nContent-Type: text/html\n\n"
                + "<p>&lt;ann@example.com&gt;<br>550 5.1.1 No such user</p>\n";

        receiver.receive(Sample.received(notice, mail));

        assertThat(outbox.feedbackEvents())
                .singleElement()
                .isInstanceOfSatisfying(
                        Bounce.class,
                        bounce -> assertThat(bounce.recipients())
                                .extracting(MailEvent.BouncedRecipient::diagnosticCode)
                                .containsExactly("smtp; 550 5.1.1 No such user"));
    }

    /// Who only knows the Message-ID may be anybody: a delay that he tells of is no event.
    @Test
    void aDelayThatAnybodyMayHaveMadeUpIsNoEvent() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        Content delay = Content.of(("From: MAILER-DAEMON@relay.example\nSubject: Delayed mail\n\n"
                        + "ann@example.com has been delayed; will retry.\n\n--- Original message\n"
                        + "Received: x\nMIME-Version: 1.0\nMessage-ID: <" + mail.id() + "@" + Outbox.DOMAIN + ">\n")
                .replace("\n", "\r\n"));

        receiver.receive(new ReceivedMail("", List.of("bounces@" + Outbox.DOMAIN), delay, "192.0.2.66"));

        assertThat(outbox.reportedEvents()).isEmpty();
        assertThat(receiver.count(Verdict.NO_FAILURE)).isEqualTo(1);
    }

    /// A relay may put a sender of its own on mail.
    @Test
    void aBounceToTheFixedAddressIsMatchedByWhatItReturns() throws Exception {
        String box = "bounces@" + Outbox.DOMAIN;
        assertThat(receiver.accepts(box)).isTrue();
        assertThat(receiver.accepts("bounces@elsewhere.example")).isFalse();
        Mail mail = outbox.send("ann@example.com");
        Mail other = outbox.send("bob@example.com");
        String report = """
                From: MAILER-DAEMON@relay.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary=a

                --a
                Content-Type: message/delivery-status

                Reporting-MTA: dns; relay.example

                Final-Recipient: rfc822; %s
                Action: failed
                Status: 5.1.1

                --a
                Content-Type: text/rfc822-headers

                %s
                Subject: Hello

                --a--
                """;
        for (List<String> bounce : List.of(
                List.of("ann@example.com", "Return-Path: <" + mail.envelope().sender() + ">"),
                List.of("bob@example.com", "Message-ID:\n <" + other.id() + "@" + Outbox.DOMAIN + ">"),
                List.of("bob@example.com", "Message-ID: <nobody@" + Outbox.DOMAIN + ">"),
                List.of("bob@example.com", "X-Nothing: 1"))) {
            Content content = Content.of(report.formatted(bounce.toArray()).replace("\n", "\r\n"));
            assertThat(receiver.receive(new ReceivedMail("", List.of(box), content, "192.0.2.99"))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(outbox.feedbackEvents())
                .allMatch(MailEvent.Bounce.class::isInstance)
                .extracting(MailEvent::messageId)
                .containsExactly(mail.id(), other.id());
        assertThat(receiver.count(Verdict.UNMATCHED)).isEqualTo(2);
    }

    @Test
    void whoAnswersUnsubscribeIsUnsubscribedAndOnlyThen() throws Exception {
        List<Mail> unsubscribed = new ArrayList<>();
        FeedbackReceiver listening = outbox.receiver(outbox.events(), List.of(), unsubscribed::add);
        Mail mail = outbox.send("ann@example.com");
        for (String subject : List.of("Unsubscribe", "Re: unsubscribe", "unsubscribe me", "Hello")) {
            Content content = Content.of("From: ann@example.com\r\nSubject: " + subject + "\r\n\r\nx\r\n");
            assertThat(listening
                            .receive(new ReceivedMail(
                                    "ann@example.com", List.of(mail.envelope().sender()), content, "192.0.2.99"))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(unsubscribed).containsExactly(mail);
        assertThat(listening.count(Verdict.UNSUBSCRIBED)).isEqualTo(1);
        assertThat(listening.count(Verdict.MAIL)).isEqualTo(3);
    }

    @Test
    void aForgedReturnPathIsRefusedAndCounted() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        String forged = new ReturnPath("another key of 32 bytes, all told".getBytes(UTF_8), Outbox.DOMAIN)
                .addressOf(mail.id(), Optional.empty());
        Content dsn = Sample.of("postfix-unknown-user", mail).content();

        SmtpReply reply = receiver.receive(new ReceivedMail("", List.of(forged), dsn, "192.0.2.99"));

        assertThat(receiver.accepts(forged)).isFalse();
        assertThat(reply).hasToString("550 5.1.1 No such return path");
        assertThat(receiver.count(Verdict.UNKNOWN)).isEqualTo(1);
        assertThat(outbox.feedbackEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "b-@mail.posthorn.example",
                "postmaster@mail.posthorn.example",
                "b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@mail.posthorn.example",
                "b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@elsewhere.example"
            })
    void anAddressThatIsNoReturnPathIsRefused(String address) {
        assertThat(receiver.accepts(address)).isFalse();
    }

    @Test
    void whatComesToTheReturnPathOfAForgottenMessageIsKept() {
        String forgotten = Outbox.RETURN_PATH.addressOf(MessageId.next("us-east-1", Outbox.NOW), Optional.empty());
        Content late = Content.of("Subject: Delivery failed\r\n\r\n550 no such user\r\n");

        assertThat(receiver.accepts(forgotten)).isTrue();
        assertThat(receiver.receive(new ReceivedMail("", List.of(forgotten), late, "192.0.2.99")))
                .hasToString("250 2.0.0 Ok");

        assertThat(receiver.count(Verdict.UNMATCHED)).isEqualTo(1);
        assertThat(outbox.kept().list()).singleElement().satisfies(report -> {
            assertThat(report.recipients()).containsExactly(forgotten);
            assertThat(report.subject()).isEqualTo("Delivery failed");
            assertThat(report.remoteIp()).isEqualTo("192.0.2.99");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"FEEDBACK", "SYSTEM"})
    void onlyClientsMailHasFeedback(MailKind kind) {
        Mail mail = outbox.submit(kind, Optional.of(Outbox.SENDER), "ann@example.com");

        assertThat(receiver.receive(Sample.of("postfix-unknown-user", mail)).code())
                .isEqualTo(550);
    }

    @Test
    void aBounceCarriesTheHeadersOfTheMessageAndNothingOfItsBody() throws Exception {
        Mail mail = outbox.send("ann@example.com");

        receiver.receive(Sample.of("postfix-unknown-user", mail));

        assertThat(outbox.feedbackEvents()).singleElement().satisfies(event -> {
            assertThat(((Bounce) event).originalHeaders())
                    .contains("Subject: Your invoice\r\n")
                    .doesNotContain("Dear Ann");
            assertThat(event.at()).isEqualTo(Outbox.NOW);
            assertThat(event.messageId()).isEqualTo(mail.id());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix-unknown-user", "arf-not-spam"})
    void aReportThatComesAgainIsTakenAndCountsOnce(String sample) throws Exception {
        Mail mail = outbox.send("ann@example.com");

        receiver.receive(Sample.of(sample, mail));
        SmtpReply again = receiver.receive(Sample.of(sample, mail));

        assertThat(again.code()).isEqualTo(250);
        assertThat(outbox.feedbackEvents()).hasSize(1);
        assertThat(receiver.count(Verdict.REPEATED)).isEqualTo(1);
    }

    @Test
    void aRecipientThatTheQueueBouncedItselfDoesNotBounceAgain() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        outbox.settle(mail, RecipientState.Status.BOUNCED);

        SmtpReply reply = receiver.receive(Sample.of("postfix-unknown-user", mail));

        assertThat(reply.code()).isEqualTo(250);
        assertThat(outbox.feedbackEvents()).isEmpty();
    }

    @Test
    void aDeliveredRecipientMayBounceLater() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        outbox.settle(mail, RecipientState.Status.DELIVERED);

        receiver.receive(Sample.of("postfix-unknown-user", mail));

        assertThat(outbox.feedbackEvents()).hasSize(1);
    }

    @Test
    void aReportThatNamesNoneOfSeveralRecipientsGoesOnAsMail() throws Exception {
        Mail mail = outbox.send("bob@example.com", "cay@example.com");

        receiver.receive(Sample.of("postfix-unknown-user", mail));

        assertThat(outbox.feedbackEvents()).isEmpty();
        assertThat(outbox.feedbackMail()).hasSize(1);
    }

    @Test
    void aReportAboutRecipientsInDifferentClassesMakesOneBounceForEach() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bob@example.net", "cay@example.net");

        receiver.receive(Sample.of("postfix-two-of-three", mail));

        assertThat(outbox.feedbackEvents()).hasSize(2);
    }

    @Test
    void anAnswerToASenderWhoAskedForNoneIsRefused() {
        Mail mail = outbox.submit(MailKind.SENT, Optional.empty(), "ann@example.com");

        Content answer = Sample.of("human-answer", mail).content();

        assertThat(receiver.receive(new ReceivedMail(
                        "ann@example.com", List.of(mail.envelope().sender()), answer, "192.0.2.99")))
                .hasToString("550 5.7.1 The sender takes no answers");
        assertThat(outbox.feedbackMail()).isEmpty();
    }

    @Test
    void mailThatWentAroundTooOftenIsRefused() {
        Mail mail = outbox.send("ann@example.com");
        String loop = "Received: by somewhere\n".repeat(101) + "Subject: round and round\n\nagain\n";

        assertThat(receiver.receive(Sample.received(loop, mail)).code()).isEqualTo(554);
        assertThat(receiver.count(Verdict.LOOP)).isEqualTo(1);
        assertThat(outbox.feedbackMail()).isEmpty();
    }

    @Test
    void oneMessageCannotFloodItsSender() {
        Mail mail = outbox.send("ann@example.com");
        ReceivedMail answer = Sample.of("human-answer", mail);
        IntStream.range(0, 100)
                .forEach(i -> assertThat(receiver.receive(answer).code()).isEqualTo(250));

        assertThat(receiver.receive(answer).code()).isEqualTo(552);
        assertThat(outbox.feedbackMail()).hasSize(100);
    }

    @Test
    void mailOverTheLimitIsRefusedUnread() {
        Mail mail = outbox.send("ann@example.com");
        ReceivedMail huge = new ReceivedMail(
                "",
                List.of(mail.envelope().sender()),
                new Content(new byte[FeedbackReceiver.MAX_BYTES + 1]),
                "192.0.2.99");

        assertThat(receiver.receive(huge)).hasToString("552 5.3.4 Message too big");
    }

    @Test
    void aReportToTwoReturnPathsIsAboutBothMessages() throws Exception {
        Mail first = outbox.send("ann@example.com");
        Mail second = outbox.send("ann@example.com");
        ReceivedMail both = new ReceivedMail(
                "",
                List.of(first.envelope().sender(), second.envelope().sender()),
                Sample.of("postfix-unknown-user", first).content(),
                "192.0.2.99");

        receiver.receive(both);

        assertThat(outbox.feedbackEvents())
                .extracting(event -> event.messageId())
                .containsExactly(first.id(), second.id());
    }

    @Test
    void thePeerComesAgainWhenTheStoreCanNotTakeTheEvent() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        FailingEventLog failing = new FailingEventLog(outbox.events());
        FeedbackReceiver unlucky = outbox.receiver(failing, List.of(), any -> false);
        failing.failNext(1);

        assertThat(unlucky.receive(Sample.of("postfix-unknown-user", mail)).code())
                .isEqualTo(451);
        assertThat(unlucky.receive(Sample.of("postfix-unknown-user", mail)).code())
                .isEqualTo(250);
        assertThat(outbox.feedbackEvents()).hasSize(1);
    }

    @Test
    void thePeerComesAgainWhenThereIsTooMuchToRead() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (BoundedWork busy = new BoundedWork("reading", 1, 1, Duration.ofMillis(200));
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> other = others.submit(() -> busy.call(() -> {
                begun.countDown();
                while (goOn.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return "";
            }));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            FeedbackReceiver waiting = outbox.receiver(busy);

            SmtpReply late = waiting.receive(Sample.of("postfix-unknown-user", mail));

            assertThat(late).hasToString("451 4.3.2 Too busy to read it now, try again later");
            assertThat(waiting.count(Verdict.DEFERRED)).isEqualTo(1);
            assertThat(outbox.feedbackEvents()).isEmpty();
            assertThatThrownBy(other::get).hasRootCauseMessage("reading: LATE");
            goOn.countDown();
            await().until(() ->
                    waiting.receive(Sample.of("postfix-unknown-user", mail)).isPositive());
            assertThat(outbox.feedbackEvents()).hasSize(1);
        }
    }

    @Test
    void aReportThatAnybodyMayHaveWrittenNeverHidesATrustedOne() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bob@example.com");
        String original =
                new String(Sample.of("postfix-unknown-user", mail).content().bytes(), UTF_8);
        Content byMessageId =
                Content.of(original.replace("Return-Path: <" + mail.envelope().sender() + ">", "X: y")
                        .replace("<1@example.org>", "<" + mail.id() + "@" + Outbox.DOMAIN + ">"));
        ReceivedMail forged = new ReceivedMail("", List.of("bounces@" + Outbox.DOMAIN), byMessageId, "192.0.2.66");

        receiver.receive(forged);
        receiver.receive(forged);
        receiver.receive(Sample.of("postfix-unknown-user", mail));
        receiver.receive(Sample.of("postfix-unknown-user", mail));
        receiver.receive(forged);

        assertThat(outbox.feedbackEvents())
                .extracting(event -> ((Bounce) event).evidence().orElseThrow())
                .containsExactly(Evidence.UNTRUSTED_REPORT, Evidence.TRUSTED_REPORT);
    }
}

package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReceivedMail;

/// Reports of complaints, as feedback loops send them.
class FeedbackLoopTest {
    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    @Test
    void aComplaintToTheAddressOfFeedbackLoopsIsMatchedByWhatItReturns() throws Exception {
        String loop = "FBL@" + Outbox.DOMAIN;
        assertThat(receiver.accepts(loop)).isTrue();
        Mail mail = outbox.send("ann@example.com");
        Mail other = outbox.send("bob@example.com");
        String report = """
                From: fbl@isp.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=a

                --a
                Content-Type: message/feedback-report

                Feedback-Type: abuse
                Version: 1

                --a
                Content-Type: message/rfc822

                %s
                Subject: Hello

                --a--
                """;
        for (String header : List.of(
                "Return-Path: <" + mail.envelope().sender() + ">",
                "Message-ID: <" + other.id() + "@" + Outbox.DOMAIN + ">",
                "Message-ID: <nobody@" + Outbox.DOMAIN + ">")) {
            Content content = Content.of(report.formatted(header).replace("\n", "\r\n"));
            assertThat(receiver.receive(new ReceivedMail("fbl@isp.example", List.of(loop), content, "192.0.2.99"))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(outbox.feedbackEvents()).extracting(MailEvent::messageId).containsExactly(mail.id(), other.id());
        assertThat(receiver.count(Verdict.UNMATCHED)).isEqualTo(1);
    }

    /// Who names the return path was sent the message, so is believed.
    @Test
    void aComplaintThatNamesTheReturnPathIsMatchedByIt() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bob@example.com");
        String report = """
                From: fbl@isp.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=a

                --a
                Content-Type: message/feedback-report

                Feedback-Type: abuse
                Original-Mail-From: <%s>
                Original-Rcpt-To: <bob@example.com>

                --a--
                """;
        for (String path : List.of(mail.envelope().sender(), "b-forged@" + Outbox.DOMAIN)) {
            Content content = Content.of(report.formatted(path).replace("\n", "\r\n"));
            receiver.receive(new ReceivedMail("", List.of("fbl@" + Outbox.DOMAIN), content, "192.0.2.99"));
        }

        assertThat(outbox.feedbackEvents())
                .singleElement()
                .isInstanceOfSatisfying(MailEvent.Complaint.class, complaint -> {
                    assertThat(complaint.recipients()).containsExactly("bob@example.com");
                    assertThat(complaint.evidence()).contains(Evidence.TRUSTED_REPORT);
                    assertThat(complaint.counts()).isTrue();
                });
    }

    @Test
    void hotmailsFormIsAComplaintOfTheRecipientThatItAdds() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bob@example.com");
        String bare = "X-HmXmrOriginalRecipient: bob@example.com\nReturn-Path: <"
                + mail.envelope().sender()
                + ">\nFrom: Shop <sender@example.org>\nTo: ann@example.com\nSubject: Hello\n\nHi\n";
        String attached = "From: staff@hotmail.example\nSubject: complaint\nMIME-Version: 1.0\n"
                + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\n"
                + bare.replace("bob@", "ann@") + "\n--a--\n";
        for (String form : List.of(bare, attached)) {
            receiver.receive(new ReceivedMail(
                    "staff@hotmail.example",
                    List.of("fbl@" + Outbox.DOMAIN),
                    Content.of(form.replace("\n", "\r\n")),
                    "192.0.2.99"));
        }

        assertThat(outbox.feedbackEvents())
                .extracting(event -> ((MailEvent.Complaint) event).recipients())
                .containsExactly(List.of("bob@example.com"), List.of("ann@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-failure", "not-spam"})
    void aReportThatBlamesNobodyIsToldAndCountsForNothing(String type) throws Exception {
        Mail mail = outbox.send("ann@example.com");

        receiver.receive(feedback(type, mail));

        assertThat(outbox.feedbackEvents())
                .singleElement()
                .isInstanceOfSatisfying(MailEvent.Complaint.class, complaint -> {
                    assertThat(complaint.feedbackType()).contains(type);
                    assertThat(complaint.counts()).isFalse();
                });
    }

    @Test
    void whoOptsOutLeavesTheListThatTheMessageNamesOrElseComplains() throws Exception {
        Mail mail = outbox.send("ann@example.com");
        List<Mail> unsubscribed = new ArrayList<>();
        FeedbackReceiver listening = outbox.receiver(outbox.events(), List.of(), unsubscribed::add);

        listening.receive(feedback("opt-out", mail));

        assertThat(unsubscribed).containsExactly(mail);
        assertThat(outbox.feedbackEvents()).isEmpty();

        receiver.receive(feedback("opt-out", mail));

        assertThat(outbox.feedbackEvents())
                .singleElement()
                .isInstanceOfSatisfying(
                        MailEvent.Complaint.class,
                        complaint -> assertThat(complaint.counts()).isTrue());
    }

    private static ReceivedMail feedback(String type, Mail mail) {
        return Sample.received("""
                From: fbl@isp.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=a

                --a
                Content-Type: message/feedback-report

                Feedback-Type: %s
                Original-Rcpt-To: <ann@example.com>

                --a--
                """.formatted(type), mail);
    }
}

package org.posthorn.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.event.MailEvent.DelayedRecipient;
import org.posthorn.engine.event.MailEvent.DeliveryDelay;
import org.posthorn.engine.mail.Mail;

/// The dialects of reports, each with what it must become.
class ReportCorpusTest {
    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    static Stream<Arguments> bounces() {
        return Stream.of(
                sample("postfix-unknown-user", "ann@example.com")
                        .becomes("Permanent/General ann@example.com 5.1.1 smtp; 550 5.1.1 <ann@example.com>: Recipient"
                                + " address rejected: User unknown in local recipient table [dns; relay.example.net]"),
                sample("postfix-two-of-three", "ann@example.com", "bob@example.net", "cay@example.net")
                        .becomes(
                                "Permanent/General ann@example.com 5.1.1 smtp; 550 5.1.1 user unknown [dns;"
                                        + " relay.example.net]",
                                "Transient/MailboxFull bob@example.net 4.2.2 smtp; 452 4.2.2 mailbox over quota [dns;"
                                        + " relay.example.net]"),
                sample("postfix-expired", "ann@example.com")
                        .becomes("Transient/General ann@example.com 4.4.1 X-Postfix; connect to"
                                + " mx.example.com[192.0.2.25]:25: Connection timed out [dns; relay.example.net]"),
                sample("exim-unrouteable", "ann@example.com")
                        .becomes(
                                "Transient/General ann@example.com 5.0.0 smtp; 550 5.7.1 Message refused by policy [dns;"
                                        + " mail.example.net]"),
                sample("exim-multiline-reply", "ann@example.com")
                        .becomes("Permanent/General ann@example.com 5.0.0 smtp; 550-5.2.1 The email account that you"
                                + " tried to reach 550-5.2.1 is inactive. Learn more at 550 5.2.1"
                                + " https://support.example.com/mail/?p=Disabled [dns; mail.example.net]"),
                sample("exchange-ndr", "ann@corp.example", "other@corp.example")
                        .becomes("Permanent/General ann@corp.example 5.1.10 smtp;550 5.1.10"
                                + " RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup [dns;"
                                + " EX02.corp.example]"),
                sample("gmail-over-quota", "ann@gmail.example")
                        .becomes(
                                "Transient/MailboxFull ann@gmail.example 5.2.2 smtp; 552-5.2.2 The email account that you"
                                        + " tried to reach is over quota. 552 5.2.2 Please direct the recipient to clear out"
                                        + " space. [dns; googlemail.example] 192.0.2.27"),
                sample("sendmail-host-unknown", "ann@nowhere.example")
                        .becomes("Permanent/General ann@nowhere.example 5.1.2 SMTP; 550 Host unknown [dns;"
                                + " sendmail.example.net]"),
                sample("forwarded-alias", "ann@example.com")
                        .becomes("Permanent/General ann@example.com 5.1.1 smtp; 550 5.1.1 no such user here [dns;"
                                + " forwarder.example]"),
                sample("ses-suppressed", "ann@example.com")
                        .becomes("Permanent/Suppressed ann@example.com 5.1.1 smtp; 550 5.1.1 Amazon SES has suppressed"
                                + " sending to this address because it has a recent history of bouncing as an invalid"
                                + " address. [dns; amazonses.com]"),
                sample("domino-run-together", "ann@domino.example", "bob@domino.example")
                        .becomes("Permanent/General ann@domino.example 5.1.1 X-Notes; User ann (ann@domino.example) not"
                                + " listed in public Name & Address Book [dns; domino.example]"),
                sample("list-wrapped-report", "ann@example.com")
                        .becomes("Permanent/General ann@example.com 5.2.1 unknown; 5.2.1 [dns; relay.example.net]"));
    }

    static Stream<Arguments> complaints() {
        return Stream.of(
                sample("yahoo-arf", "ann@example.com", "bob@yahoo.example")
                        .becomes("abuse [bob@yahoo.example] Yahoo!-Mail-Feedback/2.0 2026-11-24T11:59:00Z"),
                sample("aol-arf-redacted", "ann@aol.example", "bob@example.net", "cay@AOL.example")
                        .becomes("abuse [ann@aol.example, cay@AOL.example] AOL SComp 2026-11-24T10:00:00Z"),
                sample("hotmail-arf-anonymous", "ann@hotmail.example", "bob@example.net")
                        .becomes("opt-out [ann@hotmail.example, bob@example.net] - -"),
                sample("arf-not-spam", "ann@example.com", "bob@example.net")
                        .becomes("not-spam [ann@example.com] ISP-FBL/1.0 -"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bounces")
    void aReportOfFailureBecomesABounce(String name, String[] recipients, List<String> expected) throws Exception {
        Mail mail = outbox.send(recipients);

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        assertThat(outbox.feedbackEvents())
                .extracting(ReportCorpusTest::describe)
                .containsExactlyElementsOf(expected);
        assertThat(outbox.feedbackMail()).isEmpty();
        assertThat(receiver.count(Verdict.BOUNCE)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complaints")
    void aFeedbackReportBecomesAComplaint(String name, String[] recipients, List<String> expected) throws Exception {
        Mail mail = outbox.send(recipients);

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        assertThat(outbox.feedbackEvents())
                .extracting(ReportCorpusTest::describe)
                .containsExactlyElementsOf(expected);
        assertThat(receiver.count(Verdict.COMPLAINT)).isEqualTo(1);
    }

    static Stream<Arguments> mailForTheSender() {
        return Stream.of(
                Arguments.of("quoted-by-a-human", Verdict.MAIL),
                Arguments.of("no-action", Verdict.MAIL),
                Arguments.of("human-answer", Verdict.MAIL),
                Arguments.of("exchange-out-of-office", Verdict.AUTO_REPLY),
                Arguments.of("vacation-rfc3834", Verdict.AUTO_REPLY),
                Arguments.of("autoresponder-precedence", Verdict.AUTO_REPLY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mailForTheSender")
    void whatIsNoClearReportGoesOnToTheSenderAsItIs(String name, Verdict verdict) throws Exception {
        Mail mail = outbox.send("ann@example.com");

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        assertThat(outbox.feedbackEvents()).isEmpty();
        assertThat(receiver.count(verdict)).isEqualTo(1);
        assertThat(outbox.feedbackMail()).singleElement().satisfies(sent -> {
            assertThat(sent.envelope().sender()).isEmpty();
            assertThat(sent.envelope().recipients()).containsExactly(Outbox.SENDER);
            assertThat(sent.feedbackTo()).isEmpty();
            assertThat(sent.tenant()).isEqualTo(mail.tenant());
            String original = new String(Sample.of(name, mail).content().bytes(), UTF_8);
            assertThat(outbox.content(sent))
                    .startsWith("Received: from [192.0.2.99] by " + Outbox.DOMAIN)
                    .endsWith("\r\n" + original);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix-relayed-success", "exchange-delivered"})
    void aReportOfSuccessNeedsNothing(String name) throws Exception {
        Mail mail = outbox.send("ann@example.com");

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        assertThat(outbox.reportedEvents()).isEmpty();
        assertThat(outbox.feedbackMail()).isEmpty();
        assertThat(receiver.count(Verdict.NO_FAILURE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix-delayed", "exim-delayed"})
    void aReportOfDelayIsADeliveryDelayOnce(String name) throws Exception {
        Mail mail = outbox.send("ann@example.com");

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);
        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        assertThat(outbox.reportedEvents()).singleElement().isInstanceOfSatisfying(DeliveryDelay.class, delay -> {
            assertThat(delay.recipients()).extracting(DelayedRecipient::address).containsExactly("ann@example.com");
            assertThat(delay.expiresAt()).isAfter(Outbox.NOW);
        });
        assertThat(outbox.feedbackMail()).isEmpty();
        assertThat(receiver.count(Verdict.DELAY)).isEqualTo(1);
        assertThat(receiver.count(Verdict.REPEATED)).isEqualTo(1);
    }

    private static String describe(MailEvent event) {
        return switch (event) {
            case Bounce bounce ->
                bounce.type() + "/" + bounce.subType() + " "
                        + bounce.recipients().stream()
                                .map(r -> r.address() + " " + r.status() + " " + r.diagnosticCode())
                                .collect(Collectors.joining(", "))
                        + " [" + bounce.reportingMta() + "]"
                        + bounce.remoteMtaIp().map(ip -> " " + ip).orElse("");
            case Complaint complaint ->
                complaint.feedbackType().orElse("-") + " " + complaint.recipients() + " "
                        + complaint.userAgent().orElse("-") + " "
                        + complaint.arrivalDate().map(Object::toString).orElse("-");
            default -> throw new AssertionError(event);
        };
    }

    private static Row sample(String name, String... recipients) {
        return new Row(name, recipients);
    }

    private record Row(String name, String[] recipients) {
        Arguments becomes(String... expected) {
            return Arguments.of(name, recipients, List.of(expected));
        }
    }
}

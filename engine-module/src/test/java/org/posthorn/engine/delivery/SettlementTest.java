package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;

class SettlementTest {
    private static final Instant ACCEPTED = Instant.parse("2026-11-24T00:00:00Z");
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 queued");
    private static final SmtpReply BUSY = SmtpReply.of(450, "4.2.1 mailbox busy");
    private static final SmtpReply UNKNOWN = SmtpReply.of(550, "5.1.1 user unknown");

    private final Settlement.Maker maker = new Settlement.Maker(
            new RetrySchedule(List.of(Duration.ofMinutes(1), Duration.ofMinutes(5)), Duration.ofHours(1)), "mta.test");

    @Test
    void eachRecipientGetsAStateOfItsOwn() {
        Settlement settlement = maker.of(
                lease(0, "ok@x.test", "busy@x.test", "gone@x.test"),
                Map.of(
                        "ok@x.test", new Outcome.Delivered(OK, Peer.of("relay")),
                        "busy@x.test", new Outcome.Deferred(BUSY, Peer.of("relay")),
                        "gone@x.test", new Outcome.Failed(UNKNOWN, Peer.of("relay"))),
                ACCEPTED.plusSeconds(1));

        assertThat(settlement.states())
                .extracting(RecipientState::status)
                .containsExactly(
                        RecipientState.Status.DELIVERED, RecipientState.Status.PENDING, RecipientState.Status.BOUNCED);
        assertThat(settlement.states().get(1).due()).isEqualTo(ACCEPTED.plusSeconds(61));
        assertThat(settlement.states())
                .allSatisfy(state -> assertThat(state.attempts()).isEqualTo(1));
        assertThat(settlement.events()).hasSize(3);
        MailEvent.Delivery delivery = (MailEvent.Delivery) settlement.events().get(0);
        assertThat(delivery.recipients()).containsExactly("ok@x.test");
        assertThat(delivery.smtpResponse()).isEqualTo("250 2.0.0 queued");
        assertThat(delivery.processingTimeMillis()).isEqualTo(1_000);
        MailEvent.Bounce bounce = (MailEvent.Bounce) settlement.events().get(1);
        assertThat(bounce.type()).isEqualTo(BounceType.Permanent);
        assertThat(bounce.subType()).isEqualTo(BounceSubType.General);
        assertThat(bounce.recipients().getFirst().diagnosticCode()).isEqualTo("smtp; 550 5.1.1 user unknown");
        assertThat(bounce.originalHeaders()).isEqualTo("Subject: s\r\n\r\n");
        assertThat(settlement.events().get(2)).isInstanceOf(MailEvent.DeliveryDelay.class);
    }

    @Test
    void aRecipientWithoutAnOutcomeIsDeferredNeverLost() {
        Settlement settlement = maker.of(lease(0, "a@x.test"), Map.of(), ACCEPTED);
        assertThat(settlement.states().getFirst().isPending()).isTrue();
    }

    /// Their rules act for all of them at once.
    @Test
    void recipientsOfMailThatCameInAreTriedTogether() {
        Settlement.Maker jittery = new Settlement.Maker(
                new RetrySchedule(List.of(Duration.ofMinutes(10)), Duration.ofHours(1), 1), "mta.test");
        Lease sent = lease(0, "a@x.test", "b@x.test", "c@x.test", "d@x.test");
        Mail mail = Mail.received(
                sent.mail().id(),
                sent.mail().tenant(),
                ACCEPTED,
                sent.mail().envelope(),
                10,
                new Receipt(
                        new SmtpClient("192.0.2.7", "", Optional.empty()),
                        new Verdicts(
                                Verdict.PASS, Verdict.PASS, Verdict.PASS, Optional.empty(), Verdict.PASS, Verdict.PASS),
                        true,
                        Optional.empty()));
        Map<String, Outcome> outcomes = new HashMap<>();
        sent.addresses().forEach(address -> outcomes.put(address, new Outcome.Deferred(BUSY, Peer.NONE)));
        outcomes.put("d@x.test", new Outcome.Delivered(OK, Peer.NONE));

        Settlement settlement = jittery.of(new Lease(mail, sent.recipients(), sent.content()), outcomes, ACCEPTED);

        assertThat(settlement.states().subList(0, 3))
                .extracting(RecipientState::due)
                .allMatch(due -> !due.isBefore(ACCEPTED.plusSeconds(600)))
                .containsOnly(settlement.states().getFirst().due());
        assertThat(settlement.states().getLast().isPending()).isFalse();
    }

    @Test
    void onlyTheFirstDeferralIsAnEvent() {
        Settlement settlement =
                maker.of(lease(1, "a@x.test"), Map.of("a@x.test", new Outcome.Deferred(BUSY, Peer.NONE)), ACCEPTED);
        assertThat(settlement.events()).isEmpty();
        assertThat(settlement.states().getFirst().due()).isEqualTo(ACCEPTED.plus(Duration.ofMinutes(5)));
    }

    @Test
    void theLastAttemptIsAtTheExpiryAndThenTheRecipientBounces() {
        Map<String, Outcome> busy = Map.of("a@x.test", new Outcome.Deferred(BUSY, Peer.NONE));
        Instant expiry = ACCEPTED.plus(Duration.ofHours(1));
        Settlement before = maker.of(lease(9, "a@x.test"), busy, expiry.minusSeconds(10));
        assertThat(before.states().getFirst().due()).isEqualTo(expiry);

        Settlement at = maker.of(lease(10, "a@x.test"), busy, expiry);
        assertThat(at.states().getFirst().status()).isEqualTo(RecipientState.Status.BOUNCED);
        MailEvent.Bounce bounce = (MailEvent.Bounce) at.events().getFirst();
        assertThat(bounce.type()).isEqualTo(BounceType.Transient);
        assertThat(bounce.recipients().getFirst().status()).hasToString("5.4.7");
        assertThat(bounce.recipients().getFirst().diagnosticCode()).contains("450 4.2.1 mailbox busy");
    }

    @Test
    void recipientsOfOneKindShareABounce() {
        Map<String, Outcome> outcomes = new HashMap<>();
        outcomes.put("a@x.test", new Outcome.Failed(UNKNOWN, Peer.NONE));
        outcomes.put("b@x.test", new Outcome.Failed(UNKNOWN, Peer.NONE));
        Settlement settlement = maker.of(lease(0, "a@x.test", "b@x.test"), outcomes, ACCEPTED);
        assertThat(settlement.events()).hasSize(1);
        assertThat(((MailEvent.Bounce) settlement.events().getFirst()).recipients())
                .hasSize(2);
    }

    @Test
    void aBounceSaysWhyAndWhere() {
        SmtpReply spam = SmtpReply.of(554, "identified as spam");
        Settlement settlement = maker.of(
                lease(0, "a@x.test"),
                Map.of("a@x.test", new Outcome.Failed(spam, Peer.of("mx"), Phase.END_OF_DATA)),
                ACCEPTED);

        MailEvent.BouncedRecipient bounced = bounced(settlement);
        assertThat(bounced.judged()).contains(Reason.SPAM);
        assertThat(bounced.phase()).contains(Phase.END_OF_DATA);
        assertThat(bounced.refusedToUs()).isTrue();
        assertThat(bounced.status()).as("the peer gave no finer one").hasToString("5.0.0");
    }

    @Test
    void whatTheOperatorDropsIsNobodysFault() {
        MailEvent.BouncedRecipient bounced = bounced(maker.dropped(lease(0, "a@x.test"), ACCEPTED));

        assertThat(bounced.judged()).contains(Reason.OPERATOR);
        assertThat(bounced.refusedToUs()).isFalse();
    }

    @Test
    void whatExpiresIsJudgedByWhatWasHeardLast() {
        Instant expiry = ACCEPTED.plus(Duration.ofHours(1));
        Map<String, Reason> heard = Map.of(
                "4.1.1 User unknown", Reason.NO_SUCH_ADDRESS,
                "4.2.2 mailbox full", Reason.MAILBOX_FULL,
                "4.2.1 mailbox busy", Reason.EXPIRED);
        heard.forEach((text, reason) -> {
            Outcome busy = new Outcome.Deferred(SmtpReply.of(450, text), Peer.of("mx"), false, Phase.RCPT, false);
            Settlement at = maker.of(lease(10, "a@x.test"), Map.of("a@x.test", busy), expiry);
            assertThat(bounced(at).judged()).contains(reason);
            assertThat(bounced(at).diagnosticCode()).contains("450 " + text);
        });
    }

    /// The table of [Settlement.Maker], row by row: the message was accepted an hour before it expires, and this
    /// attempt ends so many minutes after. One that came in is from a sender who is proven, or not, or from nobody.
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # outcome                              | before | minutes | status    | due | last reply                                                            | event
            delivered 250 2.0.0 queued             | 0      | 0       | DELIVERED | 0   | 250 2.0.0 queued                                                      | Delivery 250 2.0.0 queued
            delivered 250 2.0.0 queued             | 7      | 61      | DELIVERED | 61  | 250 2.0.0 queued                                                      | Delivery 250 2.0.0 queued
            failed 550 5.1.1 user unknown          | 0      | 0       | BOUNCED   | 0   | 550 5.1.1 user unknown                                                | Bounce Permanent General 5.1.1 smtp; 550 5.1.1 user unknown
            failed 552 5.2.2 mailbox full          | 2      | 61      | BOUNCED   | 61  | 552 5.2.2 mailbox full                                                | Bounce Transient MailboxFull 5.2.2 smtp; 552 5.2.2 mailbox full
            deferred 450 4.2.1 mailbox busy        | 0      | 0       | PENDING   | 1   | 450 4.2.1 mailbox busy                                                | DeliveryDelay General smtp; 450 4.2.1 mailbox busy
            deferred 452 4.2.2 mailbox full        | 0      | 59      | PENDING   | 60  | 452 4.2.2 mailbox full                                                | DeliveryDelay MailboxFull smtp; 452 4.2.2 mailbox full
            unreachable 451 4.4.1 no connection    | 0      | 0       | PENDING   | 1   | 451 4.4.1 no connection                                               | DeliveryDelay TransientCommunicationFailure smtp; 451 4.4.1 no connection
            deferred 450 4.2.1 mailbox busy        | 1      | 3       | PENDING   | 8   | 450 4.2.1 mailbox busy                                                | -
            deferred 450 4.2.1 mailbox busy        | 9      | 58      | PENDING   | 60  | 450 4.2.1 mailbox busy                                                | -
            deferred 450 4.2.1 mailbox busy        | 9      | 60      | BOUNCED   | 60  | 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy' | Bounce Transient General 5.4.7 smtp; 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy'
            deferred 450 4.2.1 mailbox busy        | 0      | 90      | BOUNCED   | 90  | 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy' | Bounce Transient General 5.4.7 smtp; 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy'
            none                                   | 0      | 0       | PENDING   | 1   | 451 4.4.0 No reply for this recipient                                 | DeliveryDelay General smtp; 451 4.4.0 No reply for this recipient
            none                                   | 3      | 60      | BOUNCED   | 60  | 554 5.4.7 Delivery expired (message too old) '451 4.4.0 No reply for this recipient' | Bounce Transient General 5.4.7 smtp; 554 5.4.7 Delivery expired (message too old) '451 4.4.0 No reply for this recipient'
            dropped                                | 0      | 5       | BOUNCED   | 5   | 554 5.0.0 Taken out of the queue by the operator                      | Bounce Transient General 5.0.0 smtp; 554 5.0.0 Taken out of the queue by the operator
            complained                             | 0      | 5       | BOUNCED   | 5   | -                                                                     | Complaint OnAccountSuppressionList
            proven failed 552 5.3.4 too large      | 0      | 0       | BOUNCED   | 0   | 552 5.3.4 too large                                                   | Bounce Transient MessageTooLarge 5.3.4 smtp; 552 5.3.4 too large
            proven deferred 450 4.2.1 mailbox busy | 9      | 60      | BOUNCED   | 60  | 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy' | Bounce Transient General 5.4.7 smtp; 554 5.4.7 Delivery expired (message too old) '450 4.2.1 mailbox busy'
            unproven failed 552 5.3.4 too large    | 0      | 0       | PENDING   | 5   | 552 5.3.4 too large                                                   | DeliveryDelay General smtp; 552 5.3.4 too large
            unproven failed 552 5.3.4 too large    | 3      | 600     | PENDING   | 605 | 552 5.3.4 too large                                                   | -
            unproven deferred 450 4.2.1 busy       | 9      | 600     | PENDING   | 605 | 450 4.2.1 busy                                                        | -
            unproven dropped                       | 9      | 600     | BOUNCED   | 600 | 554 5.0.0 Taken out of the queue by the operator                      | Bounce Transient General 5.0.0 smtp; 554 5.0.0 Taken out of the queue by the operator
            nobody failed 552 5.3.4 too large      | 0      | 60      | PENDING   | 65  | 552 5.3.4 too large                                                   | DeliveryDelay General smtp; 552 5.3.4 too large
            nobody deferred 450 4.2.1 busy         | 9      | 600     | PENDING   | 605 | 450 4.2.1 busy                                                        | -
            """)
    void everyOutcomeHasItsRow(
            String row,
            int before,
            int minutes,
            RecipientState.Status status,
            int due,
            @Nullable String lastReply,
            @Nullable String event) {
        String from = row.substring(0, Math.max(0, row.indexOf(' ')));
        boolean received = List.of("proven", "unproven", "nobody").contains(from);
        String outcome = received ? row.substring(from.length() + 1) : row;
        Lease lease = received ? received(from, before) : lease(before, "a@x.test");
        Instant now = ACCEPTED.plus(Duration.ofMinutes(minutes));

        Settlement settlement = outcome.equals("dropped")
                ? maker.dropped(lease, now)
                : maker.of(lease, outcome.equals("none") ? Map.of() : Map.of("a@x.test", outcome(outcome)), now);

        RecipientState after = settlement.states().getFirst();
        assertThat(settlement.states()).hasSize(1);
        assertThat(after.status()).isEqualTo(status);
        assertThat(after.attempts()).isEqualTo(before + 1);
        assertThat(after.log()).hasSize(1);
        assertThat(after.due()).isEqualTo(ACCEPTED.plus(Duration.ofMinutes(due)));
        assertThat(after.lastReply())
                .hasToString("Optional["
                        + (lastReply == null ? BounceClass.COMPLAINED_TO_ACCOUNT.toString() : lastReply) + "]");
        assertThat(settlement.events())
                .extracting(SettlementTest::words)
                .isEqualTo(event == null ? List.of() : List.of(event));
    }

    private static Outcome outcome(String words) {
        if (words.equals("complained")) {
            return new Outcome.Failed(BounceClass.COMPLAINED_TO_ACCOUNT, Peer.of(BounceClass.SUPPRESSING_HOST));
        }
        int space = words.indexOf(' ');
        SmtpReply reply =
                SmtpReply.of(Integer.parseInt(words.substring(space + 1, space + 4)), words.substring(space + 5));
        return switch (words.substring(0, space)) {
            case "delivered" -> new Outcome.Delivered(reply, Peer.of("mx"));
            case "failed" -> new Outcome.Failed(reply, Peer.of("mx"), Phase.RCPT);
            case "deferred" -> new Outcome.Deferred(reply, Peer.of("mx"));
            case "unreachable" -> new Outcome.Deferred(reply, Peer.NONE, true);
            default -> throw new IllegalArgumentException(words);
        };
    }

    private static String words(MailEvent event) {
        return switch (event) {
            case MailEvent.Delivery e -> "Delivery " + e.smtpResponse();
            case MailEvent.Bounce e ->
                "Bounce " + e.type() + " " + e.subType() + " "
                        + e.recipients().getFirst().status() + " "
                        + e.recipients().getFirst().diagnosticCode();
            case MailEvent.Complaint e -> "Complaint " + e.subType().orElse("");
            case MailEvent.DeliveryDelay e ->
                "DeliveryDelay " + e.delayType() + " "
                        + e.recipients().getFirst().diagnosticCode();
            default -> event.toString();
        };
    }

    @Test
    void recipientsThatAreLateForOneReasonShareADelay() {
        SmtpReply full = SmtpReply.of(452, "4.2.2 mailbox full");
        Settlement settlement = maker.of(
                lease(0, "busy@x.test", "full@x.test", "late@x.test"),
                Map.of(
                        "busy@x.test", new Outcome.Deferred(BUSY, Peer.of("mx")),
                        "full@x.test", new Outcome.Deferred(full, Peer.of("mx")),
                        "late@x.test", new Outcome.Deferred(BUSY, Peer.of("mx"))),
                ACCEPTED);

        assertThat(settlement.events())
                .extracting(SettlementTest::delay)
                .containsExactly("General [busy@x.test, late@x.test]", "MailboxFull [full@x.test]");
    }

    @Test
    void aMessageWithATimeOfItsOwnIsGivenUpThen() {
        Lease usual = lease(0, "late@x.test");
        Map<String, Outcome> late = Map.of("late@x.test", new Outcome.Deferred(BUSY, Peer.of("mx")));
        Lease hurried = until(usual, ACCEPTED.plusSeconds(300));

        Settlement waiting = maker.of(hurried, late, ACCEPTED.plusSeconds(270));
        assertThat(waiting.states().getFirst().due())
                .as("the last attempt is made at the end")
                .isEqualTo(ACCEPTED.plusSeconds(300));
        assertThat(((MailEvent.DeliveryDelay) waiting.events().getFirst()).expiresAt())
                .isEqualTo(ACCEPTED.plusSeconds(300));
        assertThat(bounced(maker.of(hurried, late, ACCEPTED.plusSeconds(300))).diagnosticCode())
                .startsWith("smtp; 554 5.4.7 Delivery expired");
        assertThat(maker.of(usual, late, ACCEPTED.plusSeconds(300))
                        .states()
                        .getFirst()
                        .isPending())
                .isTrue();
        assertThat(maker.schedule()
                        .expiry(until(usual, ACCEPTED.plusSeconds(50_400)).mail()))
                .as("no longer than all mail")
                .isEqualTo(ACCEPTED.plusSeconds(3_600));
    }

    private static Lease until(Lease lease, Instant giveUpAt) {
        Mail mail = lease.mail();
        return new Lease(
                new Mail(
                        mail.id(),
                        mail.tenant(),
                        mail.kind(),
                        mail.acceptedAt(),
                        mail.envelope(),
                        mail.source(),
                        mail.feedbackTo(),
                        mail.configurationSet(),
                        mail.tags(),
                        mail.sizeBytes(),
                        mail.tlsRequired(),
                        mail.origin(),
                        Optional.of(giveUpAt)),
                lease.recipients(),
                lease.content());
    }

    private static String delay(MailEvent event) {
        MailEvent.DeliveryDelay delay = (MailEvent.DeliveryDelay) event;
        return delay.delayType() + " "
                + delay.recipients().stream()
                        .map(MailEvent.DelayedRecipient::address)
                        .toList();
    }

    private static MailEvent.BouncedRecipient bounced(Settlement settlement) {
        return ((MailEvent.Bounce) settlement.events().getFirst()).recipients().getFirst();
    }

    private static Lease received(String from, int attempts) {
        Lease sent = lease(attempts, "a@x.test");
        Verdicts none = new Verdicts(
                Verdicts.Verdict.GRAY,
                Verdicts.Verdict.GRAY,
                Verdicts.Verdict.GRAY,
                Optional.empty(),
                Verdicts.Verdict.DISABLED,
                Verdicts.Verdict.DISABLED);
        Mail mail = Mail.received(
                sent.mail().id(),
                sent.mail().tenant(),
                ACCEPTED,
                new Envelope(from.equals("nobody") ? "" : "s@y.test", sent.addresses()),
                10,
                new Receipt(
                        new SmtpClient("192.0.2.1", "y.test", Optional.empty()),
                        none,
                        !from.equals("unproven"),
                        Optional.empty()));
        return new Lease(mail, sent.recipients(), sent.content());
    }

    private static Lease lease(int attempts, String... recipients) {
        Mail mail = new Mail(
                MessageId.next("us-east-1", ACCEPTED),
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                ACCEPTED,
                new Envelope("b@x.test", List.of(recipients)),
                "s@x.test",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                10);
        return new Lease(
                mail,
                mail.envelope().recipients().stream()
                        .map(address -> new RecipientState(
                                address, RecipientState.Status.PENDING, attempts, ACCEPTED, Optional.empty()))
                        .toList(),
                Content.of("Subject: s\r\n\r\nbody\r\n"));
    }
}

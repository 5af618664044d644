package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Tenant;

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

    private static MailEvent.BouncedRecipient bounced(Settlement settlement) {
        return ((MailEvent.Bounce) settlement.events().getFirst()).recipients().getFirst();
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

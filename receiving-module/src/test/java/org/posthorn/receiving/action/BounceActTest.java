package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Identities;
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
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.testing.MemoryEngine;

class BounceActTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final SmtpReply REPLY = SmtpReply.of(550, "5.1.1 No such user here");
    private static final Content CONTENT = Content.of(
            "Return-Path: <far@strange.test>\r\nMessage-ID: <1@strange.test>\r\nSubject: Hi\r\n\r\nbody\r\n");

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 200, 1, List.of()));
    private final BounceAct act = engine.get(BounceAct.class);

    @Test
    void theSenderGetsTheWordsOfTheRule() throws Exception {
        engine.get(Identities.class).vouch(TENANT, "example.com");

        Effect effect =
                act.perform(bounce("Mail desk <desk@example.com>"), task("far@strange.test", true, "a@example.com"));

        assertThat(effect).isEqualTo(new Effect.Bounced(REPLY));
        assertThat(bounces())
                .singleElement()
                .satisfies(
                        mail -> assertThat(mail.envelope()).isEqualTo(new Envelope("", List.of("far@strange.test"))));
        Lease lease = engine.store().queue().lease(10, Duration.ZERO).getFirst();
        assertThat(new String(lease.content().bytes(), StandardCharsets.US_ASCII))
                .contains("From: Mail desk <desk@example.com>\r\n", "In-Reply-To: <1@strange.test>\r\n")
                .contains("\r\nNo such user here\r\n\r\na@example.com\r\n")
                .contains("Final-Recipient: rfc822; a@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 No such user here\r\n")
                .contains("Content-Type: text/rfc822-headers\r\n\r\nReturn-Path: <far@strange.test>\r\n")
                .doesNotContain("body");
    }

    @Test
    void aRepetitionSendsNoOther() throws Exception {
        engine.get(Identities.class).vouch(TENANT, "example.com");
        Task task = task("far@strange.test", true, "a@example.com");
        act.perform(bounce("desk@example.com"), task);

        assertThat(act.perform(bounce("desk@example.com"), task)).isEqualTo(new Effect.Bounced(REPLY));
        assertThat(bounces()).hasSize(1);

        act.perform(
                bounce("desk@example.com"),
                new Task(task.mail(), task.content(), List.of("b@example.com"), task.rule()));
        assertThat(bounces()).as("for another recipient").hasSize(2);
    }

    @Test
    void nobodyIsToldWhoMayNotBeTheSender() {
        engine.get(Identities.class).vouch(TENANT, "example.com");

        assertThat(act.perform(bounce("desk@example.com"), task("far@strange.test", false, "a@example.com")))
                .isEqualTo(new Effect.Bounced(
                        SmtpReply.of(550, "5.1.1 No such user here (no bounce was sent: its sender is not proven)")));
        assertThat(act.perform(bounce("desk@example.com"), task("", true, "a@example.com")))
                .isEqualTo(new Effect.Bounced(
                        SmtpReply.of(550, "5.1.1 No such user here (no bounce was sent: it has no sender)")));
        assertThat(bounces()).isEmpty();
    }

    @Test
    void itWaitsForASenderThatIsVerified() {
        Task task = task("far@strange.test", true, "a@example.com");

        assertThat(act.perform(bounce("desk@example.com"), task))
                .isEqualTo(new Effect.Deferred(
                        SmtpReply.of(451, "4.3.5 The bounce's sender is not verified: desk@example.com"), false));
        assertThat(act.perform(bounce("no address\r\n"), task)).isInstanceOf(Effect.Deferred.class);
        assertThat(bounces()).isEmpty();
    }

    @Test
    void aReplyThatIsNoneBecomesOne() {
        engine.get(Identities.class).vouch(TENANT, "example.com");
        ReceiptAction.Bounce odd = new ReceiptAction.Bounce(
                "9x0", Optional.of("high"), "No\r\nX-Evil: yes", "desk@example.com", Optional.empty());

        assertThat(act.perform(odd, task("far@strange.test", true, "a@example.com")))
                .isEqualTo(new Effect.Bounced(SmtpReply.of(550, "No X-Evil: yes")));
    }

    private List<Mail> bounces() {
        return engine.store().queue().list(Optional.empty(), 10).stream()
                .map(QueuedMessage::mail)
                .filter(mail -> mail.kind() == MailKind.FEEDBACK)
                .toList();
    }

    private static ReceiptAction.Bounce bounce(String sender) {
        return new ReceiptAction.Bounce(
                "550", Optional.of("5.1.1"), "No such user here", sender, Optional.of("arn:aws:sns:x"));
    }

    private Task task(String sender, boolean proven, String recipient) {
        Verdicts verdicts = new Verdicts(
                Verdict.GRAY, Verdict.GRAY, Verdict.GRAY, Optional.empty(), Verdict.DISABLED, Verdict.DISABLED);
        Mail mail = Mail.received(
                MessageId.next("us-east-1", engine.clock().instant()),
                TENANT,
                engine.clock().instant(),
                new Envelope(sender, List.of(recipient)),
                CONTENT.sizeBytes(),
                new Receipt(
                        new SmtpClient("192.0.2.1", "x.test", Optional.empty()), verdicts, proven, Optional.empty()));
        return new Task(mail, CONTENT, List.of(recipient), "rule-1");
    }
}

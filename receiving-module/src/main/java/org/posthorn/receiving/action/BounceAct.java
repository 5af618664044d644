package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.receipt.BounceMail;
import org.posthorn.engine.receipt.ReceiptBounce;
import org.posthorn.engine.settings.ReceiptAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bounces a message to its envelope's sender, in the words of the rule. Once: the id of the bounce follows from that
/// of the message, so a repetition finds it in the queue or in its history.
///
/// Differs from SES: who proved by neither SPF nor DKIM to be the sender gets no bounce, since he may be a stranger to
/// the message; for the recipients of the rule it ends all the same.
@Singleton
final class BounceAct implements Act<ReceiptAction.Bounce> {
    private static final SmtpReply LATER = SmtpReply.of(451, "4.3.0 The bounce could not be queued");
    private static final Logger LOG = LoggerFactory.getLogger(BounceAct.class);

    private final MailQueue queue;
    private final Identities identities;
    private final BounceMail bounces;
    private final InstantSource clock;

    @Inject
    BounceAct(MailQueue queue, Identities identities, BounceMail bounces, InstantSource clock) {
        this.queue = queue;
        this.identities = identities;
        this.bounces = bounces;
        this.clock = clock;
    }

    @Override
    public Effect perform(ReceiptAction.Bounce action, Task task) {
        Mail mail = task.mail();
        SmtpReply reply = reply(action);
        if (mail.isUnanswerable()) {
            String why = mail.envelope().sender().isEmpty() ? "it has no sender" : "its sender is not proven";
            return new Effect.Bounced(
                    new SmtpReply(reply.code(), reply.status(), reply.text() + " (no bounce was sent: " + why + ")"));
        }
        Optional<Address> sender = sender(mail.tenant(), action.sender());
        if (sender.isEmpty()) {
            return new Effect.Deferred(
                    SmtpReply.of(451, "4.3.5 The bounce's sender is not verified: " + CleanText.of(action.sender())),
                    false);
        }
        MessageId id = mail.id().derived("bounce " + task.rule() + " " + task.recipients());
        try {
            if (queue.find(id).isEmpty()) {
                submit(id, action, task, reply, sender.get());
            }
            return new Effect.Bounced(reply);
        } catch (IntakeRefusedException | UncheckedIOException e) {
            LOG.warn("event=receipt-bounce-deferred message={} reason=\"{}\"", mail.id(), e.toString());
            return new Effect.Deferred(LATER, false);
        }
    }

    private void submit(MessageId id, ReceiptAction.Bounce action, Task task, SmtpReply reply, Address sender) {
        List<ReceiptBounce.Recipient> recipients = task.recipients().stream()
                .map(address -> new ReceiptBounce.Recipient(
                        address, reply.statusOrDefault().toString(), "smtp; " + reply))
                .toList();
        ReceiptBounce bounce = ReceiptBounce.of(recipients)
                .from(MimeComposer.address(sender))
                .explained(action.message() + "\n\n" + String.join("\n", task.recipients()));
        Instant now = clock.instant();
        String headers = task.content().headerSection(BounceMail.HEADER_CHARS);
        queue.submit(bounces.compose(id, now, task.mail(), headers, bounce), 0);
        LOG.info(
                "event=receipt-bounced message={} bounce={} rule={} recipient=\"{}\"",
                task.mail().id(),
                id,
                task.rule(),
                task.mail().envelope().sender());
    }

    /// Empty when it is not verified any more.
    private Optional<Address> sender(Tenant tenant, String text) {
        try {
            return Optional.of(Address.parse(text))
                    .filter(address ->
                            identities.covering(tenant, address.bare()).isPresent());
        } catch (SesException e) {
            return Optional.empty();
        }
    }

    /// What can't be read is an SMTP reply all the same: the rule may be older than what checks it now.
    private static SmtpReply reply(ReceiptAction.Bounce action) {
        String code = action.smtpReplyCode();
        boolean whole = code.length() == 3
                && code.chars().allMatch(c -> c >= '0' && c <= '9')
                && (code.charAt(0) == '4' || code.charAt(0) == '5');
        return new SmtpReply(
                whole ? Integer.parseInt(code) : 550,
                action.statusCode().flatMap(EnhancedStatus::parse),
                CleanText.of(action.message()));
    }
}

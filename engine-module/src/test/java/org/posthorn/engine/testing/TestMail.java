package org.posthorn.engine.testing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;

/// Messages, outcomes and events for tests.
public final class TestMail {
    public static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    public static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok: queued");
    public static final SmtpReply TRY_LATER = SmtpReply.of(451, "4.3.0 Try later");
    public static final SmtpReply UNKNOWN_USER = SmtpReply.of(550, "5.1.1 User unknown");

    private TestMail() {}

    /// A message from a client, accepted at this time.
    public static Submission sent(Instant at, String... recipients) {
        return submission(at, MailKind.SENT, "sender@example.com", recipients);
    }

    /// The same of another tenant.
    public static Submission sentBy(Tenant tenant, Instant at, String... recipients) {
        Submission ours = sent(at, recipients);
        Mail mail = ours.mail();
        return new Submission(
                new Mail(
                        MessageId.next(tenant.region(), at),
                        tenant,
                        mail.kind(),
                        at,
                        mail.envelope(),
                        mail.source(),
                        mail.feedbackTo(),
                        mail.configurationSet(),
                        mail.tags(),
                        mail.sizeBytes()),
                ours.content());
    }

    /// A message that brings a bounce back: null sender.
    public static Submission feedback(Instant at, String recipient) {
        return submission(at, MailKind.FEEDBACK, "", recipient);
    }

    /// A message of our own.
    public static Submission system(Instant at, String recipient) {
        return submission(at, MailKind.SYSTEM, "", recipient);
    }

    private static Submission submission(Instant at, MailKind kind, String sender, String... recipients) {
        Content content = Content.of("Subject: hello\r\n\r\nHello " + String.join(", ", recipients) + "\r\n");
        return submission(at, kind, sender, content, List.of(recipients));
    }

    /// A message from a client with this content.
    public static Submission sent(Instant at, Content content, String... recipients) {
        return submission(at, MailKind.SENT, "sender@example.com", content, Arrays.asList(recipients));
    }

    private static Submission submission(
            Instant at, MailKind kind, String sender, Content content, List<String> recipients) {
        Mail mail = new Mail(
                MessageId.next(TENANT.region(), at),
                TENANT,
                kind,
                at,
                new Envelope(sender, recipients),
                sender,
                Optional.of("bounces@example.com"),
                Optional.empty(),
                List.of(new MessageTag("campaign", "autumn")),
                content.sizeBytes());
        return new Submission(mail, content);
    }

    /// A message that went out under an identity of the tenant, names a configuration set, and is for a sending tenant.
    public static Mail of(String identity, String set, Instant at, String recipient) {
        return of(identity, set, set + "-sender/tn-1", at, recipient);
    }

    /// @param sendingTenant its name, a slash, and its id
    public static Mail of(String identity, String set, String sendingTenant, Instant at, String recipient) {
        Mail mail = sent(at, recipient).mail();
        Origin origin = new Origin(
                        "SendEmail",
                        "arn:aws:iam::123456789012:user/test",
                        Optional.empty(),
                        Optional.of(identity),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .withSendingTenant(Optional.of(sendingTenant));
        return new Mail(
                mail.id(),
                mail.tenant(),
                mail.kind(),
                mail.acceptedAt(),
                mail.envelope(),
                mail.source(),
                mail.feedbackTo(),
                Optional.of(set),
                mail.tags(),
                mail.sizeBytes(),
                false,
                Optional.of(origin));
    }

    /// The lease's recipients, all taken over by the next hop.
    public static List<RecipientState> delivered(Lease lease, Instant at) {
        return lease.recipients().stream()
                .map(before -> ended(before, RecipientState.Status.DELIVERED, at, OK))
                .toList();
    }

    public static RecipientState delivered(RecipientState before, Instant at) {
        return ended(before, RecipientState.Status.DELIVERED, at, OK);
    }

    public static RecipientState bounced(RecipientState before, Instant at) {
        return ended(before, RecipientState.Status.BOUNCED, at, UNKNOWN_USER);
    }

    public static RecipientState deferred(RecipientState before, Instant due) {
        return ended(before, RecipientState.Status.PENDING, due, TRY_LATER);
    }

    private static RecipientState ended(
            RecipientState before, RecipientState.Status status, Instant due, SmtpReply reply) {
        return new RecipientState(before.address(), status, before.attempts() + 1, due, Optional.of(reply));
    }

    public static MailEvent.Delivery delivery(Mail mail, Instant at, List<String> recipients) {
        return new MailEvent.Delivery(
                mail.id(),
                at,
                recipients,
                12,
                OK.toString(),
                "mail.example.com",
                Optional.of("mx[192.0.2.1]:25"),
                Optional.empty());
    }

    public static MailEvent.Bounce bounce(Mail mail, Instant at, String recipient) {
        MailEvent.BouncedRecipient bounced = new MailEvent.BouncedRecipient(
                recipient, "failed", new EnhancedStatus(5, 1, 1), "smtp; 550 5.1.1 User unknown");
        return new MailEvent.Bounce(
                mail.id(),
                at,
                BounceType.Permanent,
                BounceSubType.General,
                List.of(bounced),
                "dns; mail.example.com",
                Optional.empty(),
                "Subject: hello\r\n",
                Optional.of(Evidence.DIALOGUE));
    }
}

package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.MimeComposer;

/// Mails an address the link that verifies it (SES Developer Guide, "verifying an email address").
@Singleton
public final class VerificationMail {
    private final MailQueue queue;
    private final MimeComposer composer;
    private final VerificationToken tokens;
    private final PublicUrl publicUrl;
    private final String mailDomain;
    private final VerificationQuota quota;

    /// @param publicUrl where readers of the mail reach the API port
    @Inject
    public VerificationMail(
            MailQueue queue,
            MimeComposer composer,
            VerificationToken tokens,
            PublicUrl publicUrl,
            @MailDomain String mailDomain,
            VerificationQuota quota) {
        this.queue = queue;
        this.composer = composer;
        this.tokens = tokens;
        this.publicUrl = publicUrl;
        this.mailDomain = mailDomain;
        this.quota = quota;
    }

    /// Where the address is confirmed.
    ///
    /// @param template of the mail that the link stands in, if it is not of ours
    /// @throws org.posthorn.engine.SesException MESSAGE_REJECTED when it would lead nowhere
    String link(Tenant tenant, String address, Instant expiresAt, Optional<String> template) {
        publicUrl.require("Verification mail");
        return publicUrl
                .resolve("verify?token=" + tokens.issue(tenant, address, expiresAt, template))
                .toString();
    }

    /// Queues the mail. On disk when this returns.
    ///
    /// @param before what else is done, when the mail may go out
    /// @throws org.posthorn.engine.SesException THROTTLING when there are too many, MESSAGE_REJECTED when the link
    /// would
    ///     lead nowhere
    void send(Tenant tenant, String address, Instant now, Instant expiresAt, Runnable before) {
        publicUrl.require("Verification mail");
        quota.sending(tenant.accountId(), address, () -> {
            before.run();
            Submission submission = compose(tenant, address, now, expiresAt);
            queue.submit(submission, 0);
            return submission.mail().id();
        });
    }

    private Submission compose(Tenant tenant, String address, Instant now, Instant expiresAt) {
        String link = link(tenant, address, expiresAt, Optional.empty());
        String from = "no-reply@" + mailDomain;
        MessageId id = MessageId.next(tenant.region(), now);
        // Differs from SES: the text speaks for Posthorn, and the link leads to it.
        Content content = composer.composeText(
                id,
                now,
                "Posthorn <" + from + ">",
                address,
                "Email Address Verification Request in region " + tenant.region(),
                """
                Dear customer,

                Account %s has asked to send mail from this address in region %s.
                If that was you, open this link to confirm that you own the address:

                %s

                The link works for 24 hours. If you did not ask for this, do nothing: the address will not
                be used.
                """.formatted(tenant.accountId(), tenant.region(), link));
        Mail mail = new Mail(
                id,
                tenant,
                MailKind.SYSTEM,
                now,
                new Envelope("", List.of(address)),
                from,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                content.sizeBytes());
        return new Submission(mail, content);
    }
}

package org.posthorn.engine.send;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.MimeText;
import org.posthorn.engine.settings.Account;

/// The one door for outgoing mail: check, compose, submit. Safe for use by many threads.
///
/// Checks go from the structure to the account, the identities and the quota, so that a refused message costs no quota
/// (reference section a, "Order of checks").
public final class Sender {
    private final SendPolicy policy;
    private final MimeComposer composer;
    private final MailFromDomains mailFromDomains;
    private final ReturnPath returnPath;
    private final MailQueue queue;
    private final InstantSource clock;

    public Sender(
            Accounts accounts,
            Identities identities,
            ConfigurationSets sets,
            SendQuota quota,
            MimeComposer composer,
            MailFromDomains mailFromDomains,
            ReturnPath returnPath,
            MailQueue queue,
            InstantSource clock) {
        this.policy = new SendPolicy(accounts, identities, sets, quota);
        this.composer = composer;
        this.mailFromDomains = mailFromDomains;
        this.returnPath = returnPath;
        this.queue = queue;
        this.clock = clock;
    }

    /// @throws SesException ACCOUNT_SENDING_PAUSED
    public void checkActive(Caller caller) {
        policy.activeAccount(caller);
    }

    /// Composes a message and queues it. On disk when this returns.
    ///
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId send(Caller caller, Email email) {
        SendPolicy.checkRecipientCount(
                email.to().size() + email.cc().size() + email.bcc().size());
        Address source = Address.parse(email.source());
        Optional<Address> returnTo =
                email.returnPath().filter(text -> !text.isEmpty()).map(Address::parse);
        MimeMail mime = new MimeMail(
                source,
                parse(email.to()),
                parse(email.cc()),
                parse(email.replyTo()),
                mimeText(email.subject()),
                email.text().map(Sender::mimeText),
                email.html().map(Sender::mimeText));
        List<Address> recipients = new ArrayList<>(mime.to());
        recipients.addAll(mime.cc());
        recipients.addAll(parse(email.bcc()));
        SendPolicy.checkTags(email.tags());
        Account account = policy.activeAccount(caller);
        boolean tlsRequired = policy.requiresTls(caller.tenant(), email.configurationSet());
        policy.checkArn(caller, "SendEmail", email.sourceArn(), source);
        policy.checkArn(caller, "SendEmail", email.returnPathArn(), returnTo.orElse(source));
        List<Address> senders = new ArrayList<>(List.of(source));
        returnTo.ifPresent(senders::add);
        policy.checkVerified(caller.tenant(), account, senders, recipients);
        Optional<String> mailFrom = mailFromDomains.domainFor(caller.tenant(), source.bare());

        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        Content content = composer.compose(id, now, mime);
        SendPolicy.checkSize(content.sizeBytes(), Limits.API_MESSAGE_BYTES);
        String feedbackTo = returnTo.orElse(source).bare();
        submit(
                caller,
                account,
                id,
                content,
                email.source(),
                feedbackTo,
                recipients,
                email.tags(),
                email.configurationSet(),
                tlsRequired,
                mailFrom);
        return id;
    }

    /// Checks a composed message and queues it. On disk when this returns.
    ///
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId sendRaw(Caller caller, RawEmail email) {
        SendPolicy.checkSize(email.content().sizeBytes(), email.sizeLimitBytes());
        RawMessage message = RawMessage.parse(email);
        SendPolicy.checkRecipientCount(message.recipients().size());
        SendPolicy.checkTags(message.tags());
        Account account = policy.activeAccount(caller);
        boolean tlsRequired = policy.requiresTls(caller.tenant(), message.configurationSet());
        policy.checkArn(caller, "SendRawEmail", message.sourceArn(), message.source());
        policy.checkArn(
                caller, "SendRawEmail", message.fromArn(), message.from().getFirst());
        policy.checkArn(caller, "SendRawEmail", message.returnPathArn(), message.feedbackTo());
        policy.checkVerified(caller.tenant(), account, message.senders(), message.recipients());
        Optional<String> mailFrom =
                mailFromDomains.domainFor(caller.tenant(), message.source().bare());

        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        Content content = message.outgoing(composer.messageIdHeader(id), MimeComposer.dateHeader(now));
        submit(
                caller,
                account,
                id,
                content,
                message.source().original(),
                message.feedbackTo().bare(),
                message.recipients(),
                message.tags(),
                message.configurationSet(),
                tlsRequired,
                mailFrom);
        return id;
    }

    private void submit(
            Caller caller,
            Account account,
            MessageId id,
            Content content,
            String source,
            String feedbackTo,
            List<Address> recipients,
            List<MessageTag> tags,
            Optional<String> configurationSet,
            boolean tlsRequired,
            Optional<String> mailFrom) {
        Set<String> envelope = new LinkedHashSet<>();
        recipients.forEach(address -> envelope.add(address.bare()));
        Mail mail = new Mail(
                id,
                caller.tenant(),
                MailKind.SENT,
                id.acceptedAt(),
                new Envelope(returnPath.addressOf(id, mailFrom), List.copyOf(envelope)),
                source,
                Optional.of(feedbackTo),
                configurationSet,
                tags,
                content.sizeBytes(),
                tlsRequired);
        policy.takeQuota(caller.tenant(), account, recipients);
        try {
            queue.submit(new Submission(mail, content), SendPolicy.counted(recipients));
        } catch (RuntimeException e) {
            policy.giveBackQuota(caller.tenant(), recipients);
            throw e;
        }
    }

    private static List<Address> parse(List<String> addresses) {
        return addresses.stream().map(Address::parse).toList();
    }

    /// Differs from SES: text without a charset that is not ASCII goes out as UTF-8, where SES promises 7-bit ASCII
    /// only.
    private static MimeText mimeText(Text text) {
        String name = text.charset().filter(charset -> !charset.isBlank()).orElse("UTF-8");
        Charset charset;
        try {
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Unsupported charset: " + name);
        }
        boolean fits = charset.equals(StandardCharsets.UTF_8)
                || (charset.canEncode() && charset.newEncoder().canEncode(text.data()));
        return new MimeText(text.data(), fits ? charset : StandardCharsets.UTF_8);
    }
}

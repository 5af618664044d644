package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.MimeText;
import org.posthorn.engine.mime.TextParts;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.tracking.Tracking;

/// The one door for outgoing mail: check, compose, submit. Safe for use by many threads.
///
/// Checks go from the structure to the account, the identities and the quota, so that a refused message costs no quota
/// (reference section a, "Order of checks").
@Singleton
public final class Sender {
    /// What a message that came over SMTP says of how it came.
    static final String SMTP = "SendSmtpEmail";

    private static final String RAW = "SendRawEmail";

    private final SendPolicy policy;
    private final SendAuthorization authorization;
    private final MimeComposer composer;
    private final MailFromDomains mailFromDomains;
    private final ReturnPath returnPath;
    private final MailQueue queue;
    private final NotificationSettings notifications;
    private final Tracking tracking;
    private final Unsubscription unsubscription;
    private final InstantSource clock;
    private final Acceptance acceptance = new Acceptance();

    @Inject
    public Sender(
            Accounts accounts,
            Identities identities,
            SendingPolicies policies,
            NotificationSettings notifications,
            Tracking tracking,
            Unsubscription unsubscription,
            ConfigurationSets sets,
            SendQuota quota,
            MimeComposer composer,
            MailFromDomains mailFromDomains,
            ReturnPath returnPath,
            MailQueue queue,
            InstantSource clock) {
        this.policy = new SendPolicy(accounts, identities, sets, quota);
        this.authorization = new SendAuthorization(identities, policies);
        this.composer = composer;
        this.mailFromDomains = mailFromDomains;
        this.returnPath = returnPath;
        this.queue = queue;
        this.notifications = notifications;
        this.tracking = tracking;
        this.unsubscription = unsubscription;
        this.clock = clock;
    }

    /// How much was accepted.
    public Acceptance acceptance() {
        return acceptance;
    }

    /// @throws SesException ACCOUNT_SENDING_PAUSED
    public void checkActive(Caller caller) {
        policy.activeAccount(caller);
    }

    /// Composes a message and queues it. On disk when this returns.
    ///
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId send(Caller caller, Email email) {
        return send(caller, "SendEmail", email);
    }

    /// The same for another operation, which may be allowed when `SendEmail` is not.
    public MessageId send(Caller caller, String operation, Email email) {
        Addressees addressees = Addressees.of(email);
        MimeMail mime = mime(email, addressees);
        Outgoing outgoing = check(caller, operation, email, addressees);
        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        // Every character becomes a byte at least; what is too large already is not made larger first.
        SendPolicy.checkSize(mime.chars(), Limits.API_MESSAGE_BYTES);
        Content content = composer.compose(
                id,
                now,
                tracked(mime, id, outgoing.set()),
                FeedbackId.of(email.tags(), caller.tenant().region()));
        SendPolicy.checkSize(content.sizeBytes(), Limits.API_MESSAGE_BYTES);
        submit(outgoing, id, content, content);
        return id;
    }

    private MimeMail tracked(MimeMail mime, MessageId id, Optional<ConfigurationSet> set) {
        if (mime.html().isEmpty() || set.filter(Tracking::isOn).isEmpty()) {
            return mime;
        }
        MimeText html = mime.html().get();
        return mime.withHtml(new MimeText(tracking.track(html.data(), id, set.get()), html.charset()));
    }

    /// Accepts a message whose template can't be rendered: it counts as sent, and an event tells that it was not. On
    /// disk when this returns.
    ///
    /// @param email without the parts of the template
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId fail(Caller caller, String operation, Email email, String template, String error) {
        Outgoing outgoing = check(caller, operation, email, Addressees.of(email));
        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        end(
                outgoing,
                mail(outgoing, id, 0, Optional.empty()),
                new MailEvent.RenderingFailure(id, now, template, error));
        return id;
    }

    /// Checks a composed message and queues it. On disk when this returns.
    ///
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId sendRaw(Caller caller, RawEmail email) {
        return sendRaw(caller, RAW, email);
    }

    /// The same for a message that came over SMTP.
    public MessageId sendSmtp(Caller caller, RawEmail email) {
        return sendRaw(caller, SMTP, email);
    }

    private MessageId sendRaw(Caller caller, String operation, RawEmail email) {
        SendPolicy.checkSize(email.content().sizeBytes(), email.sizeLimitBytes());
        RawMessage message = RawMessage.parse(email, operation.equals(RAW));
        SendPolicy.checkRecipientCount(message.recipients().size());
        SendPolicy.checkTags(message.tags());
        Account account = policy.activeAccount(caller);
        Optional<ConfigurationSet> set = policy.configurationSet(caller.tenant(), message.configurationSet());
        message.checkLengths();
        message.list().ifPresent(use -> checkList(caller, use, message.recipients()));
        Grants grants = grants(
                caller,
                RAW,
                message.senders(),
                new SendAuthorization.Message(
                        message.author().address(),
                        message.recipients(),
                        message.feedbackTo().bare()));
        policy.checkVerified(caller.tenant(), account, grants.all(), message.recipients());
        Address source = message.senders().getFirst().address();
        Outgoing outgoing = new Outgoing(
                caller,
                account,
                source.original(),
                message.feedbackTo().bare(),
                message.recipients(),
                message.tags(),
                set,
                mailFromDomains.domainFor(grants.source().owner(), source.bare()),
                grants.origin(caller, operation, message.senders().indexOf(message.author()))
                        .withList(message.list()));

        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        if (BadContent.isIn(message.content())) {
            Content content = message.content();
            Mail mail = mail(outgoing, id, content.sizeBytes(), headers(outgoing, content));
            end(outgoing, mail, new MailEvent.Reject(id, now, "Bad content"));
            return id;
        }
        Optional<String> way = message.list()
                .map(use -> new Unsubscription.Member(
                        caller.tenant(),
                        use,
                        id,
                        message.recipients().getFirst().bare()))
                .map(unsubscription::url);
        Content content = message.outgoing(
                composer.messageIdHeader(id),
                MimeComposer.dateHeader(now),
                FeedbackId.of(message.tags(), caller.tenant().region()),
                way.map(url -> Unsubscription.fields(url, returnPath.addressOf(id, outgoing.mailFrom()))));
        Optional<ConfigurationSet> tracked = outgoing.set().filter(Tracking::isOn);
        if (tracked.isPresent()) {
            content = TextParts.rewriteHtml(content, html -> tracking.track(html, id, tracked.get()));
        }
        if (way.isPresent()) {
            // After tracking: to leave a list is no click.
            content = TextParts.rewrite(content, text -> text.replace(Unsubscription.PLACEHOLDER, way.get()));
        }
        submit(outgoing, id, content, message.content());
        return id;
    }

    /// The text for too many recipients is a guess.
    private void checkList(Caller caller, ListUse use, List<Address> recipients) {
        unsubscription.check(caller.tenant(), use);
        if (recipients.size() != 1) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "A message with list management options can only have one recipient.");
        }
    }

    /// Accepts a message and sends it nowhere; an event tells why.
    private void end(Outgoing outgoing, Mail mail, MailEvent why) {
        int counted = SendPolicy.counted(outgoing.recipients());
        withQuota(
                outgoing,
                () -> queue.recordEnded(mail, List.of(new MailEvent.Send(mail.id(), mail.acceptedAt(), counted), why)));
        acceptance.accepted(outgoing.caller(), mail);
    }

    private Grants grants(Caller caller, String operation, List<Claim> claims, SendAuthorization.Message message) {
        return new Grants(claims.stream()
                .map(claim -> authorization.grant(
                        caller, operation, claim, () -> message.in(caller.context(clock.instant()))))
                .toList());
    }

    /// What the sender addresses of a message go out under; the first is the source.
    private record Grants(List<SendAuthorization.Grant> all) {
        SendAuthorization.Grant source() {
            return all.getFirst();
        }

        Origin origin(Caller caller, String operation, int author) {
            return new Origin(
                    operation,
                    caller.userArn(),
                    caller.sourceIp(),
                    source().identity(),
                    other(caller, source().owner()),
                    other(caller, all.get(author).owner()),
                    Optional.empty(),
                    Optional.empty());
        }

        private static Optional<Tenant> other(Caller caller, Tenant owner) {
            return owner.equals(caller.tenant()) ? Optional.empty() : Optional.of(owner);
        }
    }

    /// A message that passed the checks.
    ///
    /// @param source as the caller wrote it
    /// @param feedbackTo a bare address
    /// @param mailFrom the domain of the return path, if it is the sender's own
    private record Outgoing(
            Caller caller,
            Account account,
            String source,
            String feedbackTo,
            List<Address> recipients,
            List<MessageTag> tags,
            Optional<ConfigurationSet> set,
            Optional<String> mailFrom,
            Origin origin) {}

    private static MimeMail mime(Email email, Addressees addressees) {
        return new MimeMail(
                addressees.source(),
                addressees.to(),
                addressees.cc(),
                addressees.replyTo(),
                mimeText(email.subject()),
                email.text().map(Sender::mimeText),
                email.html().map(Sender::mimeText));
    }

    private Outgoing check(Caller caller, String operation, Email email, Addressees addressees) {
        Address source = addressees.source();
        Optional<Address> returnTo = addressees.returnPath();
        List<Address> recipients = addressees.recipients();
        SendPolicy.checkTags(email.tags());
        Account account = policy.activeAccount(caller);
        Optional<ConfigurationSet> set = policy.configurationSet(caller.tenant(), email.configurationSet());
        addressees.checkLengths();
        List<Claim> senders = new ArrayList<>(List.of(new Claim(source, email.sourceArn())));
        if (returnTo.isPresent() || email.returnPathArn().isPresent()) {
            senders.add(new Claim(returnTo.orElse(source), email.returnPathArn()));
        }
        Grants grants = grants(
                caller,
                operation,
                senders,
                new SendAuthorization.Message(
                        source, recipients, returnTo.orElse(source).bare()));
        policy.checkVerified(caller.tenant(), account, grants.all(), recipients);
        return new Outgoing(
                caller,
                account,
                email.source(),
                returnTo.orElse(source).bare(),
                recipients,
                email.tags(),
                set,
                mailFromDomains.domainFor(grants.source().owner(), source.bare()),
                grants.origin(caller, operation, 0));
    }

    /// @param original what the headers are told from
    private void submit(Outgoing outgoing, MessageId id, Content content, Content original) {
        Mail mail = mail(outgoing, id, content.sizeBytes(), headers(outgoing, original));
        withQuota(
                outgoing, () -> queue.submit(new Submission(mail, content), SendPolicy.counted(outgoing.recipients())));
        acceptance.accepted(outgoing.caller(), mail);
    }

    private void withQuota(Outgoing outgoing, Runnable record) {
        policy.takeQuota(outgoing.account(), outgoing.recipients());
        try {
            record.run();
        } catch (RuntimeException e) {
            policy.giveBackQuota(outgoing.account(), outgoing.recipients());
            throw e;
        }
    }

    /// The headers of a message, if any event of it may have to tell them.
    private Optional<String> headers(Outgoing outgoing, Content content) {
        Origin origin = outgoing.origin();
        Tenant tenant = outgoing.caller().tenant();
        boolean wanted =
                outgoing.set().filter(set -> !set.destinations().isEmpty()).isPresent()
                        || origin.identity()
                                .filter(identity -> notifications
                                        .of(tenant, origin.owner().orElse(tenant), identity)
                                        .notifications()
                                        .wantHeaders())
                                .isPresent();
        return wanted ? Optional.of(content.headerSection(Origin.HEADER_CHARS)) : Optional.empty();
    }

    private Mail mail(Outgoing outgoing, MessageId id, int sizeBytes, Optional<String> headers) {
        Set<String> envelope = new LinkedHashSet<>();
        outgoing.recipients().forEach(address -> envelope.add(address.bare()));
        return new Mail(
                id,
                outgoing.caller().tenant(),
                MailKind.SENT,
                id.acceptedAt(),
                new Envelope(returnPath.addressOf(id, outgoing.mailFrom()), List.copyOf(envelope)),
                outgoing.source(),
                Optional.of(outgoing.feedbackTo()),
                outgoing.set().map(ConfigurationSet::name),
                outgoing.tags(),
                sizeBytes,
                outgoing.set().filter(ConfigurationSet::requiresTls).isPresent(),
                Optional.of(outgoing.origin().withHeaders(headers)));
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

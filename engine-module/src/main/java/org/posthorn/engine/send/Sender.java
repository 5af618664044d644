package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;

/// The one door for outgoing mail: structure ([Draft]), [Admission], [Composing], submit. Safe for use by many threads.
///
/// Checks go from the structure to the account, the identities and the quota, as SES's users tell of it, so that a
/// refused message costs no quota.
@Singleton
public final class Sender {
    /// The operation of a message that came over SMTP.
    public static final String SMTP = "SendSmtpEmail";

    private final Admission admission;
    private final Composing composing;
    private final ReturnPath returnPath;
    private final MailQueue queue;
    private final NotificationSettings notifications;
    private final InstantSource clock;
    private final Acceptance acceptance = new Acceptance();

    @Inject
    Sender(
            Admission admission,
            Composing composing,
            ReturnPath returnPath,
            MailQueue queue,
            NotificationSettings notifications,
            InstantSource clock) {
        this.admission = admission;
        this.composing = composing;
        this.returnPath = returnPath;
        this.queue = queue;
        this.notifications = notifications;
        this.clock = clock;
    }

    /// How much was accepted.
    public Acceptance acceptance() {
        return acceptance;
    }

    /// @throws SesException ACCOUNT_SENDING_PAUSED
    public void checkActive(Caller caller) {
        admission.activeAccount(caller);
    }

    /// @throws SesException NOT_FOUND, TENANT_NOT_ASSOCIATED, SENDING_PAUSED for the tenant that it is sent for
    void checkTenant(Caller caller, Email email) {
        admission.checkTenant(caller, email);
    }

    /// Whether what names no configuration set may have that of its sender.
    ///
    /// @throws SesException CONFIGURATION_SET_SENDING_PAUSED, and when the set was deleted
    void checkStandingSet(Caller caller, Addressing addressing) {
        admission.checkStandingSet(caller, addressing);
    }

    /// Checks a message, makes it what goes out, and queues it. On disk when this returns.
    ///
    /// @param operation that brings it, which policies may allow when they allow no other, and events tell; [#SMTP]
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId send(Caller caller, String operation, Email email) {
        Draft draft = Draft.of(email, operation);
        Admitted admitted = admission.admit(caller, operation, draft);
        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        Content content = composing.compose(draft, admitted, id, now);
        // What the caller wrote is told as it came.
        Content told = draft instanceof RawMessage raw ? raw.content() : content;
        if (draft.hasBadContent()) {
            end(
                    admitted,
                    mail(admitted, id, told.sizeBytes(), headers(admitted, told)),
                    new MailEvent.Reject(id, now, "Bad content"));
            return id;
        }
        Mail mail = mail(admitted, id, content.sizeBytes(), headers(admitted, told));
        admission.withQuota(admitted, () -> queue.submit(new Submission(mail, content), admitted.counted()));
        acceptance.accepted(caller, mail);
        return id;
    }

    /// Accepts a message whose template can't be rendered: it counts as sent, and an event tells that it was not. On
    /// disk when this returns.
    ///
    /// @param email without the parts of the template
    /// @throws SesException when SES would refuse it, in SES's words
    public MessageId fail(Caller caller, String operation, Email email, String template, String error) {
        Admitted admitted = admission.admit(caller, operation, Draft.of(email, operation));
        Instant now = clock.instant();
        MessageId id = MessageId.next(caller.tenant().region(), now);
        end(
                admitted,
                mail(admitted, id, 0, Optional.empty()),
                new MailEvent.RenderingFailure(id, now, template, error));
        return id;
    }

    /// Accepts a message and sends it nowhere; an event tells why.
    private void end(Admitted admitted, Mail mail, MailEvent why) {
        MailEvent sent = new MailEvent.Send(mail.id(), mail.acceptedAt(), admitted.counted());
        admission.withQuota(admitted, () -> queue.recordEnded(mail, List.of(sent, why)));
        acceptance.accepted(admitted.caller(), mail);
    }

    /// The headers of a message, if any event of it may have to tell them.
    private Optional<String> headers(Admitted admitted, Content content) {
        Origin origin = admitted.origin();
        Tenant tenant = admitted.caller().tenant();
        boolean wanted =
                admitted.set().filter(set -> !set.destinations().isEmpty()).isPresent()
                        || origin.identity()
                                .filter(identity -> notifications
                                        .of(tenant, origin.owner().orElse(tenant), identity)
                                        .notifications()
                                        .wantHeaders())
                                .isPresent();
        return wanted ? Optional.of(content.headerSection(Origin.HEADER_CHARS)) : Optional.empty();
    }

    private Mail mail(Admitted admitted, MessageId id, int sizeBytes, Optional<String> headers) {
        Set<String> envelope = new LinkedHashSet<>();
        admitted.recipients().forEach(address -> envelope.add(address.bare()));
        return new Mail(
                id,
                admitted.caller().tenant(),
                MailKind.SENT,
                id.acceptedAt(),
                new Envelope(returnPath.addressOf(id, admitted.mailFrom()), List.copyOf(envelope)),
                admitted.source(),
                Optional.of(admitted.feedbackTo()),
                admitted.set().map(ConfigurationSet::name),
                admitted.tags(),
                sizeBytes,
                admitted.set().filter(ConfigurationSet::requiresTls).isPresent(),
                Optional.of(admitted.origin().withHeaders(headers)),
                admitted.set().flatMap(set -> set.options().maxDelivery()).map(id.acceptedAt()::plus));
    }
}

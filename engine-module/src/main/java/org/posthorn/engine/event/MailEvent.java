package org.posthorn.engine.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.MessageId;

/// Something that happened to a message: written in the same batch as the state it reports, read by followers of the
/// [EventLog].
///
/// The kinds are SES's event types. What else a reader needs of the message is in its
/// [org.posthorn.engine.mail.Mail], by `messageId`.
public sealed interface MailEvent {
    MessageId messageId();

    Instant at();

    /// Whom it is about; where it does not say, everyone whom the message is for.
    ///
    /// @param all whom the message is for; asked only when needed
    default List<String> addresses(Supplier<List<String>> all) {
        return switch (this) {
            case Delivery delivery -> delivery.recipients();
            case Bounce bounce ->
                bounce.recipients().stream().map(BouncedRecipient::address).toList();
            case Complaint complaint -> complaint.recipients();
            case DeliveryDelay delay ->
                delay.recipients().stream().map(DelayedRecipient::address).toList();
            case Send e -> all.get();
            case Reject e -> all.get();
            case RenderingFailure e -> all.get();
            case Open e -> all.get();
            case Click e -> all.get();
            case Subscription e -> all.get();
        };
    }

    /// The message was accepted.
    ///
    /// @param counted recipients that count against the 24-hour quota (the mailbox simulator's do not)
    record Send(MessageId messageId, Instant at, int counted) implements MailEvent {}

    /// The next hop took over the message for these recipients.
    ///
    /// @param processingTimeMillis from acceptance to the reply
    /// @param smtpResponse the reply that took it, such as `250 2.0.0 Ok: queued`
    /// @param reportingMta the host that delivered: ours
    /// @param tls how the connection was protected; empty for plain text
    record Delivery(
            MessageId messageId,
            Instant at,
            List<String> recipients,
            long processingTimeMillis,
            String smtpResponse,
            String reportingMta,
            Optional<String> remoteHost,
            Optional<String> tls)
            implements MailEvent {}

    /// A recipient was deferred for the first time; it is tried again until `expiresAt`.
    record DeliveryDelay(
            MessageId messageId,
            Instant at,
            String delayType,
            Instant expiresAt,
            List<DelayedRecipient> recipients,
            String reportingMta)
            implements MailEvent {}

    /// Recipients failed for good: refused in the dialogue, expired, suppressed, or reported later by a DSN.
    ///
    /// @param originalHeaders the header section of the message, for the mail that brings the bounce back; may be cut
    /// @param evidence how well it is known; empty in what earlier versions wrote
    record Bounce(
            MessageId messageId,
            Instant at,
            BounceType type,
            BounceSubType subType,
            List<BouncedRecipient> recipients,
            String reportingMta,
            Optional<String> remoteMtaIp,
            String originalHeaders,
            Optional<Evidence> evidence)
            implements MailEvent {
        /// Whether rates count it and suppression lists heed it.
        public boolean counts() {
            return evidence.filter(Evidence.UNTRUSTED_REPORT::equals).isEmpty();
        }
    }

    /// A recipient complained, by a feedback report (RFC 5965).
    ///
    /// @param recipients who complained; where the report doesn't tell, all who may have, and then the evidence is
    ///     [Evidence#UNTRUSTED_REPORT]
    /// @param feedbackType `abuse`, `auth-failure`, `fraud`, `not-spam`, `opt-out`, `other` or `virus`
    /// @param evidence how well it is known; empty in what earlier versions wrote
    record Complaint(
            MessageId messageId,
            Instant at,
            List<String> recipients,
            Optional<String> userAgent,
            Optional<String> feedbackType,
            Optional<Instant> arrivalDate,
            Optional<String> subType,
            String originalHeaders,
            Optional<Evidence> evidence)
            implements MailEvent {
        /// What a report may be about that blames nobody: the authentication of the message, or a folder that it was
        /// wrongly in.
        private static final Set<String> NO_BLAME = Set.of("auth-failure", "not-spam");

        /// Whether it is a recipient's complaint and proven: rates count it and suppression lists heed it.
        public boolean counts() {
            return evidence.filter(Evidence.UNTRUSTED_REPORT::equals).isEmpty()
                    && feedbackType.filter(NO_BLAME::contains).isEmpty();
        }
    }

    /// The message was accepted and then not sent, since its content is bad.
    record Reject(MessageId messageId, Instant at, String reason) implements MailEvent {}

    /// A template could not be rendered; nothing was sent.
    record RenderingFailure(MessageId messageId, Instant at, String templateName, String errorMessage)
            implements MailEvent {}

    /// Somebody's program showed the message, with its pictures.
    record Open(MessageId messageId, Instant at, String ipAddress, String userAgent) implements MailEvent {}

    /// Somebody followed a link of the message.
    ///
    /// @param linkTags of its `ses:tags` attribute
    record Click(
            MessageId messageId,
            Instant at,
            String ipAddress,
            String userAgent,
            String link,
            Map<String, List<String>> linkTags)
            implements MailEvent {}

    /// A recipient changed what it wants of a contact list.
    ///
    /// @param source how: such as `UnsubscribeHeader`
    record Subscription(
            MessageId messageId, Instant at, String contactList, String source, Preferences now, Preferences before)
            implements MailEvent {}

    /// What a member of a contact list wants.
    record Preferences(boolean unsubscribeAll, List<TopicPreference> topics) {}

    record TopicPreference(String topic, boolean optedIn) {}

    /// @param diagnosticCode the `Diagnostic-Code` value, such as `smtp; 550 5.1.1 user unknown`
    /// @param status that of the reply or of the report, never one that we made of its words
    /// @param refusedToUs whether the next hop said so to us, in our own dialogue: nobody else can have made it up
    /// @param judged why; empty in what earlier versions wrote
    /// @param phase where in our own dialogue it was refused
    record BouncedRecipient(
            String address,
            String action,
            EnhancedStatus status,
            String diagnosticCode,
            boolean refusedToUs,
            Optional<Reason> judged,
            Optional<Phase> phase) {
        /// What somebody reported.
        public BouncedRecipient(
                String address, String action, EnhancedStatus status, String diagnosticCode, Reason reason) {
            this(address, action, status, diagnosticCode, false, Optional.of(reason), Optional.empty());
        }

        /// What is judged by what it says, whenever it is asked.
        public BouncedRecipient(String address, String action, EnhancedStatus status, String diagnosticCode) {
            this(address, action, status, diagnosticCode, false, Optional.empty(), Optional.empty());
        }

        /// As it is written, or else judged now.
        public Reason reason() {
            return judged.orElseGet(this::rejudged);
        }

        /// What it means by the rules of this version, whatever was written.
        public Reason rejudged() {
            return Reasons.judge(Said.reported(phase, Optional.of(status), diagnosticCode));
        }
    }

    /// @param diagnosticCode as in [BouncedRecipient]
    record DelayedRecipient(String address, EnhancedStatus status, String diagnosticCode) {}
}

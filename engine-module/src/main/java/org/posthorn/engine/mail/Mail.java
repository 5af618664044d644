package org.posthorn.engine.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of a message apart from its content: kept with the queue's record, and after that as history, so
/// that a report that comes days later still finds its sender.
///
/// @param source the sender as passed by the caller, with its display name
/// @param feedbackTo where bounces and complaints go by mail; empty when nobody asked
/// @param sizeBytes of the content
/// @param tlsRequired whether it must not go out unencrypted, as its configuration set said when it was accepted
/// @param origin empty for what no client sent
/// @param giveUpAt when it is tried no longer, as its configuration set said when it was accepted; empty for the time
///     of all mail
/// @param receipt how it came in, when it is [MailKind#RECEIVED]
public record Mail(
        MessageId id,
        Tenant tenant,
        MailKind kind,
        Instant acceptedAt,
        Envelope envelope,
        String source,
        Optional<String> feedbackTo,
        Optional<String> configurationSet,
        List<MessageTag> tags,
        int sizeBytes,
        boolean tlsRequired,
        Optional<Origin> origin,
        Optional<Instant> giveUpAt,
        Optional<Receipt> receipt) {
    public Mail {
        tags = List.copyOf(tags);
    }

    /// Mail that did not come in.
    public Mail(
            MessageId id,
            Tenant tenant,
            MailKind kind,
            Instant acceptedAt,
            Envelope envelope,
            String source,
            Optional<String> feedbackTo,
            Optional<String> configurationSet,
            List<MessageTag> tags,
            int sizeBytes,
            boolean tlsRequired,
            Optional<Origin> origin,
            Optional<Instant> giveUpAt) {
        this(
                id,
                tenant,
                kind,
                acceptedAt,
                envelope,
                source,
                feedbackTo,
                configurationSet,
                tags,
                sizeBytes,
                tlsRequired,
                origin,
                giveUpAt,
                Optional.empty());
    }

    /// Mail that is tried as long as any.
    public Mail(
            MessageId id,
            Tenant tenant,
            MailKind kind,
            Instant acceptedAt,
            Envelope envelope,
            String source,
            Optional<String> feedbackTo,
            Optional<String> configurationSet,
            List<MessageTag> tags,
            int sizeBytes,
            boolean tlsRequired,
            Optional<Origin> origin) {
        this(
                id,
                tenant,
                kind,
                acceptedAt,
                envelope,
                source,
                feedbackTo,
                configurationSet,
                tags,
                sizeBytes,
                tlsRequired,
                origin,
                Optional.empty());
    }

    /// Mail of our own, which may go out unencrypted.
    public Mail(
            MessageId id,
            Tenant tenant,
            MailKind kind,
            Instant acceptedAt,
            Envelope envelope,
            String source,
            Optional<String> feedbackTo,
            Optional<String> configurationSet,
            List<MessageTag> tags,
            int sizeBytes) {
        this(
                id,
                tenant,
                kind,
                acceptedAt,
                envelope,
                source,
                feedbackTo,
                configurationSet,
                tags,
                sizeBytes,
                false,
                Optional.empty());
    }

    /// A bounce, complaint or report: from the null sender, so that it makes no other.
    ///
    /// @param tenant in whose name it goes
    /// @param to a bare address
    public static Mail feedback(MessageId id, Tenant tenant, Instant acceptedAt, String to, int sizeBytes) {
        return new Mail(
                id,
                tenant,
                MailKind.FEEDBACK,
                acceptedAt,
                new Envelope("", List.of(to)),
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                sizeBytes);
    }

    /// Mail that came in.
    public static Mail received(
            MessageId id, Tenant tenant, Instant acceptedAt, Envelope envelope, int sizeBytes, Receipt receipt) {
        return new Mail(
                id,
                tenant,
                MailKind.RECEIVED,
                acceptedAt,
                envelope,
                envelope.sender(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                sizeBytes,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(receipt));
    }

    /// Whether it came in and its sender must not be told that it failed: there is none, or it proved nothing, so
    /// that a bounce would go to a stranger.
    public boolean isUnanswerable() {
        return receipt.filter(how -> !how.senderProven() || envelope.sender().isEmpty())
                .isPresent();
    }

    /// Whose identity covers the source: the settings of that one hold for the message.
    public Tenant owner() {
        return origin.flatMap(Origin::owner).orElse(tenant);
    }

    /// Whose identity covers the From address: that one signs.
    public Tenant author() {
        return origin.flatMap(Origin::author).orElse(tenant);
    }
}

package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.receipt.BounceMail;
import org.posthorn.engine.receipt.ReceiptBounce;
import org.posthorn.engine.settings.Account;

/// Bounces a message that came in, on the word of its account. Safe for use by many threads.
///
/// A bounce counts for the account's rate, so that nobody is flooded by it, and neither for its quota nor in its
/// statistics, as all mail from the null sender. SES's texts for what it refuses here are not known: those without
/// another mark are guesses, and so is the order of the checks.
@Singleton
public final class BounceSender {
    private static final String OPERATION = "SendBounce";
    private static final Duration TIME_TO_BOUNCE = Duration.ofHours(24);

    private final Accounts accounts;
    private final Identities identities;
    private final SendAuthorization authorization;
    private final SendQuota quota;
    private final MailQueue queue;
    private final BounceMail bounces;
    private final InstantSource clock;

    @Inject
    BounceSender(
            Accounts accounts,
            Identities identities,
            SendingPolicies policies,
            SendQuota quota,
            MailQueue queue,
            BounceMail bounces,
            InstantSource clock) {
        this.accounts = accounts;
        this.identities = identities;
        this.authorization = new SendAuthorization(identities, policies);
        this.quota = quota;
        this.queue = queue;
        this.bounces = bounces;
        this.clock = clock;
    }

    /// On disk when this returns.
    ///
    /// @param received the id of the message as its notifications tell it
    /// @param sender of the bounce, with or without display name
    /// @param arn of the identity that covers the sender
    /// @param bounce from whomever
    /// @param recipients of the original, each with the addresses that it is told of by
    /// @return the id of the bounce
    /// @throws SesException MESSAGE_REJECTED; what else sending may be refused with
    public MessageId send(
            Caller caller,
            String received,
            String sender,
            Optional<String> arn,
            ReceiptBounce bounce,
            List<List<String>> recipients) {
        Account account = accounts.find(caller.tenant().accountId())
                .filter(found -> accounts.maySend(caller.tenant()))
                .orElseThrow(() -> new SesException(SesError.ACCOUNT_SENDING_PAUSED, "Account sending is disabled."));
        Address from = Address.parse(sender);
        from.checkLength();
        Instant now = clock.instant();
        Mail original = original(caller, received, now);
        checkSender(caller, new Claim(from, arn), original, now);
        recipients.forEach(names -> checkRecipient(original, names));
        MessageId id = MessageId.next(caller.tenant().region(), now);
        String headers = original.receipt().flatMap(Receipt::fields).orElse("");
        Submission submission = bounces.compose(id, now, original, headers, bounce.from(MimeComposer.address(from)));
        quota.take(account, 1, 0);
        try {
            queue.submit(submission, 0);
        } catch (RuntimeException e) {
            quota.giveBack(account, 1, 0);
            throw e;
        }
        return id;
    }

    private Mail original(Caller caller, String received, Instant now) {
        Mail original = ReceivedId.parse(received)
                .flatMap(queue::find)
                .map(QueuedMessage::mail)
                .filter(mail ->
                        mail.kind() == MailKind.RECEIVED && mail.tenant().equals(caller.tenant()))
                .orElseThrow(() -> rejected("Message <" + received + "> does not exist."));
        if (original.acceptedAt().plus(TIME_TO_BOUNCE).isBefore(now)) {
            throw rejected("Message <" + received + "> was received more than 24 hours ago.");
        }
        if (original.envelope().sender().isEmpty()) {
            throw rejected("Message <" + received + "> has no sender to bounce to.");
        }
        if (original.isUnanswerable()) {
            throw rejected("The sender of message <" + received
                    + "> is proven by neither SPF nor DKIM, so that a bounce may go to somebody else.");
        }
        return original;
    }

    /// The text for an identity that is not verified is SES's for all sending.
    private void checkSender(Caller caller, Claim sender, Mail original, Instant now) {
        String to = original.envelope().sender();
        SendAuthorization.Grant grant = authorization.grant(
                caller,
                OPERATION,
                sender,
                () -> new SendAuthorization.Message(
                                sender.address(),
                                Address.isWellFormed(to) ? List.of(Address.parse(to)) : List.of(),
                                sender.address().bare())
                        .in(caller.context(now)));
        if (identities.covering(grant.owner(), grant.address().bare()).isEmpty()) {
            throw rejected("Email address is not verified. The following identities failed the check in region "
                    + caller.tenant().region().toUpperCase(Locale.ROOT) + ": "
                    + sender.address().original());
        }
    }

    /// One name is enough: the other may be where it was delivered at last (SES API Reference, "RecipientDsnFields").
    private static void checkRecipient(Mail original, List<String> names) {
        boolean known = original.envelope().recipients().stream()
                .anyMatch(recipient -> names.stream().anyMatch(recipient::equalsIgnoreCase));
        if (!known) {
            throw rejected("<" + names.getFirst() + "> is not a recipient of the original message.");
        }
    }

    private static SesException rejected(String text) {
        return new SesException(SesError.MESSAGE_REJECTED, text);
    }
}

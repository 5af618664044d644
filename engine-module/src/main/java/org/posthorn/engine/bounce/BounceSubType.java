package org.posthorn.engine.bounce;

/// SES's `bounceSubType`; the constants are the wire words.
public enum BounceSubType {
    Undetermined,
    General,
    NoEmail,
    Suppressed,
    OnAccountSuppressionList,
    MailboxFull,
    MessageTooLarge,
    ContentRejected,
    AttachmentRejected,
    UnsubscribedRecipient;

    /// Whether a list ended the delivery, and no mail host.
    public boolean isSuppression() {
        return this == Suppressed || isByTheAccount();
    }

    /// Whether a list of the sender's own account did.
    public boolean isByTheAccount() {
        return this == OnAccountSuppressionList || this == UnsubscribedRecipient;
    }
}

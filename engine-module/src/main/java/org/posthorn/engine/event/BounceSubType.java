package org.posthorn.engine.event;

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
    AttachmentRejected
}

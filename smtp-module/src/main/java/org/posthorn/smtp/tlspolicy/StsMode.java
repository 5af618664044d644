package org.posthorn.smtp.tlspolicy;

/// How much a domain's MTA-STS policy is meant (RFC 8461 §5).
public enum StsMode {
    /// A host that breaks the policy gets no mail.
    ENFORCE,
    /// A host that breaks the policy gets mail, and it is told in the log.
    TESTING,
    /// There is no policy any more.
    NONE
}

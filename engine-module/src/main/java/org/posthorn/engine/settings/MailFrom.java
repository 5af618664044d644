package org.posthorn.engine.settings;

/// A MAIL FROM domain of an identity's own (SES Developer Guide, "Using a custom MAIL FROM domain").
///
/// @param domain in lower case, below the identity's
public record MailFrom(String domain, OnMxFailure onMxFailure, Verification verification) {
    /// What becomes of mail while the domain's records are not found; the constants are named as in the API.
    public enum OnMxFailure {
        /// It leaves with the return path of this installation.
        UseDefaultValue,
        /// It is refused.
        RejectMessage
    }

    /// Whether its records were there at the last look. Unlike an identity it does not outlive their loss.
    public boolean isUsable() {
        return verification.status() == VerificationStatus.Success;
    }

    public MailFrom withVerification(Verification verification) {
        return new MailFrom(domain, onMxFailure, verification);
    }
}

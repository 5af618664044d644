package org.posthorn.engine.mail;

import java.util.Optional;

/// What the checks of a received message found, in SES's words (SES Developer Guide, "Contents of notifications for
/// Amazon SES email receiving").
///
/// @param dmarcPolicy what the domain asks for; only when DMARC says FAIL
public record Verdicts(
        Verdict spf, Verdict dkim, Verdict dmarc, Optional<DmarcPolicy> dmarcPolicy, Verdict spam, Verdict virus) {
    /// The constants are the wire words.
    public enum Verdict {
        PASS,
        FAIL,
        /// Neither: nothing is published, or nothing certain was found.
        GRAY,
        /// The check could not be made.
        PROCESSING_FAILED,
        /// The check is switched off.
        DISABLED
    }

    /// The constants are the wire words.
    public enum DmarcPolicy {
        none,
        quarantine,
        reject
    }
}

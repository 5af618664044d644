package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Mail that came to an address for reports and led to no message of ours: what is known of it beside its bytes.
///
/// @param number counts what was kept; it is given when it is kept
/// @param sender the MAIL FROM address; empty for the null sender
/// @param why it led nowhere
/// @param sizeBytes as it came
/// @param toPostmaster whether it was queued for the postmaster as well
public record KeptReport(
        long number,
        Instant since,
        String remoteIp,
        String sender,
        List<String> recipients,
        String subject,
        String why,
        int sizeBytes,
        boolean toPostmaster) {
    public KeptReport {
        recipients = List.copyOf(recipients);
    }

    public KeptReport numbered(long to) {
        return new KeptReport(to, since, remoteIp, sender, recipients, subject, why, sizeBytes, toPostmaster);
    }

    public KeptReport sentOn() {
        return new KeptReport(number, since, remoteIp, sender, recipients, subject, why, sizeBytes, true);
    }
}

package org.posthorn.feedback;

import java.util.Locale;
import java.util.Optional;

/// The mailboxes of SES's simulator (SES Developer Guide, "Using the mailbox simulator").
enum SimulatedMailbox {
    SUCCESS,
    BOUNCE,
    COMPLAINT,
    OOTO,
    /// And every address that the simulator doesn't know.
    SUPPRESSIONLIST;

    static final String DOMAIN = "simulator.amazonses.com";

    /// The mailbox behind an address, in any case and with any `+label`; empty for other domains.
    static Optional<SimulatedMailbox> of(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        if (at < 0 || !lower.substring(at + 1).equals(DOMAIN)) {
            return Optional.empty();
        }
        int plus = lower.indexOf('+');
        String local = lower.substring(0, plus >= 0 && plus < at ? plus : at);
        return Optional.of(
                switch (local) {
                    case "success" -> SUCCESS;
                    case "bounce" -> BOUNCE;
                    case "complaint" -> COMPLAINT;
                    case "ooto" -> OOTO;
                    default -> SUPPRESSIONLIST;
                });
    }
}

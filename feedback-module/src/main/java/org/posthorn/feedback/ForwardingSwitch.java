package org.posthorn.feedback;

import jakarta.inject.Inject;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.Identity;

/// Whether a sender wants bounces and complaints by mail.
final class ForwardingSwitch {
    private final Identities identities;

    @Inject
    ForwardingSwitch(Identities identities) {
        this.identities = identities;
    }

    /// The switch of the most specific identity that covers the sender; on when the identity is gone, or the sender
    /// can't be read: feedback too much is better than none.
    boolean isOn(Mail mail) {
        try {
            return identities
                    .covering(mail.owner(), Address.parse(mail.source()).bare())
                    .map(Identity::forwardingEnabled)
                    .orElse(true);
        } catch (SesException e) {
            return true;
        }
    }
}

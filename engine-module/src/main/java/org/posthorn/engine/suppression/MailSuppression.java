package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.suppression.SuppressionList.Found;

/// Which suppression lists hold for a message, and for which reasons: the account's, as the account wants it, and the
/// installation's. Safe for use by many threads.
@Singleton
public final class MailSuppression {
    private final SuppressionList list;
    private final AccountSuppression account;

    @Inject
    public MailSuppression(SuppressionList list, AccountSuppression account) {
        this.list = list;
        this.account = account;
    }

    /// The entry that keeps a message from an address.
    public Optional<Found> find(Mail mail, String address) {
        return list.of(mail.tenant(), address)
                .filter(entry -> account.keepsBack(mail.tenant(), entry.reason()))
                .map(entry -> new Found(entry, false))
                .or(() -> list.ofAll(address).map(entry -> new Found(entry, true)));
    }

    /// Puts an address where later mail like this one will not be sent to it, if that is wanted for this reason.
    ///
    /// @param keptFor for ever when empty
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public void add(Mail mail, String address, Reason reason, Optional<Duration> keptFor) {
        if (account.reasons(mail.tenant()).contains(reason)) {
            list.add(mail.tenant(), address, reason, keptFor);
        }
    }
}

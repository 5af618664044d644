package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.SetOptions;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.SuppressionChoice;
import org.posthorn.engine.suppression.SuppressionList.Found;

/// Which suppression lists hold for a message, and for which reasons: those of its sending tenant if that wants its
/// own, else the account's, as the account wants it; and the installation's. Safe for use by many threads.
@Singleton
public final class MailSuppression {
    private final SuppressionList list;
    private final AccountSuppression account;
    private final TenantSuppression tenants;
    private final ConfigurationSets sets;

    @Inject
    public MailSuppression(
            SuppressionList list, AccountSuppression account, TenantSuppression tenants, ConfigurationSets sets) {
        this.list = list;
        this.account = account;
        this.tenants = tenants;
        this.sets = sets;
    }

    /// For which reasons addresses are not written to, and come on a list: those of the message's configuration set,
    /// else of its sending tenant, else those that its account chose (SES Developer Guide, "Using configuration
    /// set-level suppression"; that the set goes before the tenant is a guess). As of now, so that it holds for mail
    /// that waits.
    ///
    /// @return empty when nobody says: then whatever is on a list keeps mail back, as an operator may have put it there
    public Optional<List<Reason>> reasons(Mail mail) {
        return mail.configurationSet()
                .flatMap(name -> sets.find(mail.tenant(), name))
                .flatMap(set -> set.options().suppression())
                .map(SetOptions.Suppression::reasons)
                .or(() -> wantedByTenant(mail));
    }

    private Optional<List<Reason>> wantedByTenant(Mail mail) {
        return tenants.wanted(mail)
                .map(SendingTenant.Suppression::reasons)
                .or(() -> account.chosen(mail.tenant()).map(SuppressionChoice::reasons));
    }

    /// The entry that keeps a message from an address; what is on the global list nobody can set aside.
    public Optional<Found> find(Mail mail, String address) {
        return listed(mail, address)
                .filter(entry -> reasons(mail)
                        .filter(counted -> !counted.contains(entry.reason()))
                        .isEmpty())
                .map(entry -> new Found(entry, false))
                .or(() -> list.ofAll(address).map(entry -> new Found(entry, true)));
    }

    private Optional<Suppressed> listed(Mail mail, String address) {
        return ownList(mail)
                .map(tenant -> tenants.of(mail.tenant(), tenant, address))
                .orElseGet(() -> list.of(mail.tenant(), address));
    }

    /// The name of the sending tenant whose own list holds for a message.
    private Optional<String> ownList(Mail mail) {
        return tenants.tenantOf(mail)
                .filter(tenant -> tenant.suppression()
                        .filter(wanted -> wanted.scope() == SendingTenant.Scope.TENANT)
                        .isPresent())
                .map(SendingTenant::name);
    }

    /// Puts an address where later mail like this one will not be sent to it, if that is wanted for this reason.
    ///
    /// @param keptFor for ever when empty
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for what is no address
    public void add(Mail mail, String address, Reason reason, Optional<Duration> keptFor) {
        if (!reasons(mail).orElseGet(() -> account.reasons(mail.tenant())).contains(reason)) {
            return;
        }
        Optional<String> tenant = ownList(mail);
        if (tenant.isPresent()) {
            tenants.add(mail.tenant(), tenant.get(), address, reason, keptFor);
        } else {
            list.add(mail.tenant(), address, reason, keptFor);
        }
    }
}

package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.SetOptions;
import org.posthorn.engine.settings.Suppressed.Reason;

/// What suppression lists mean for a message: the one place where what its configuration set says goes before what
/// holds
/// for its account (SES Developer Guide, "Using configuration set-level suppression"). As of now, so that it holds for
/// mail that waits. Safe for use by many threads.
@Singleton
public final class SuppressionRules {
    private final SuppressionList list;
    private final ConfigurationSets sets;

    @Inject
    public SuppressionRules(SuppressionList list, ConfigurationSets sets) {
        this.list = list;
        this.sets = sets;
    }

    /// For which reasons addresses are not written to, and come onto the account's list; none at all for an empty list.
    ///
    /// @return empty when the set says nothing, for what holds for the account
    public Optional<List<Reason>> reasons(Mail mail) {
        return mail.configurationSet()
                .flatMap(name -> sets.find(mail.tenant(), name))
                .flatMap(set -> set.options().suppression())
                .map(SetOptions.Suppression::reasons);
    }

    /// The entry that keeps a message from an address: of its account's list, for a reason that counts, else of the
    /// global one, which nobody can set aside.
    public Optional<SuppressionList.Found> find(Mail mail, String address) {
        return list.of(mail.tenant(), address)
                .filter(entry -> reasons(mail)
                        .filter(counted -> !counted.contains(entry.reason()))
                        .isEmpty())
                .map(entry -> new SuppressionList.Found(entry, false))
                .or(() ->
                        list.of(SuppressionList.GLOBAL, address).map(entry -> new SuppressionList.Found(entry, true)));
    }
}

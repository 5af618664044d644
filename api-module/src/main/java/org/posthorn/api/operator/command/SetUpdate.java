package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;

@Help("Changes what is given of a configuration set; an empty tracking domain lets its links lead through this"
        + " installation again.")
public final class SetUpdate implements Command<SetUpdate.Request, SetAnswer> {
    /// @param sendingEnabled false refuses messages that name it
    /// @param reputationMetrics whether its bounces and complaints are metrics of their own
    /// @param tlsPolicy `Require`: its mail goes out encrypted or not at all
    /// @param trackingDomain that its links lead through: one that the account has verified
    public record Request(
            String name,
            String account,
            Optional<String> region,
            Optional<Boolean> sendingEnabled,
            Optional<Boolean> reputationMetrics,
            Optional<TlsPolicy> tlsPolicy,
            Optional<String> trackingDomain) {}

    private final ConfigurationSets sets;
    private final Tenants tenants;
    private final InstantSource clock;

    @Inject
    public SetUpdate(ConfigurationSets sets, Tenants tenants, InstantSource clock) {
        this.sets = sets;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public SetAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        // What may be refused comes first.
        asked.trackingDomain()
                .ifPresent(domain -> sets.setTracking(
                        tenant, asked.name(), Optional.of(domain).filter(text -> !text.isEmpty())));
        Instant now = clock.instant();
        sets.change(tenant, asked.name(), set -> changed(set, asked, now));
        return SetAnswer.of(sets.get(tenant, asked.name()));
    }

    private static ConfigurationSet changed(ConfigurationSet set, Request asked, Instant now) {
        return set.withSending(asked.sendingEnabled().orElse(!set.paused()), now)
                .withReputationMetrics(asked.reputationMetrics().orElse(set.reputationMetrics()))
                .withTlsPolicy(asked.tlsPolicy().or(set::tlsPolicy));
    }
}

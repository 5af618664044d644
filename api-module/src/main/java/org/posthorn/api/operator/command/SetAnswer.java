package org.posthorn.api.operator.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;

/// A configuration set for operators.
///
/// @param tlsPolicy `Require`: its mail goes out encrypted or not at all
/// @param trackingDomain that its links lead through; this installation's own address when empty
/// @param lastFreshStart when its sending was last allowed again
public record SetAnswer(
        String name,
        boolean sendingEnabled,
        boolean reputationMetrics,
        TlsPolicy tlsPolicy,
        Optional<String> trackingDomain,
        Optional<String> lastFreshStart,
        List<DestinationAnswer> destinations) {
    static SetAnswer of(ConfigurationSet set) {
        return new SetAnswer(
                set.name(),
                !set.paused(),
                set.reputationMetrics(),
                set.tlsPolicy().orElse(TlsPolicy.Optional),
                set.redirectDomain(),
                set.lastFreshStart().map(Instant::toString),
                set.destinations().stream().map(DestinationAnswer::of).toList());
    }
}

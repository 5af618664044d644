package org.posthorn.api.operator;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.send.Reputation;
import org.posthorn.engine.settings.Pause;

/// The command about the bounces and complaints of accounts, of their identities and of their configuration sets.
public final class ReputationCommands {
    private final Reputation reputation;

    public ReputationCommands(Reputation reputation) {
        this.reputation = reputation;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "account/reputation", new Command<>(Nothing.class, this::standings),
                "account/parts", new Command<>(Asked.class, this::parts));
    }

    /// Rates in percent, with two digits.
    record StandingJson(
            String id, long recipients, double bounceRate, double complaintRate, String pausedAt, String reason) {}

    private List<StandingJson> standings(Nothing asked) {
        return reputation.standings().stream()
                .map(standing -> new StandingJson(
                        standing.accountId(),
                        standing.rates().recipients(),
                        rounded(standing.rates().bounces()),
                        rounded(standing.rates().complaints()),
                        standing.pause().map(pause -> pause.at().toString()).orElse(""),
                        standing.pause().map(Pause::reason).orElse("")))
                .toList();
    }

    record Asked(Optional<String> id) {}

    record PartJson(
            String kind, String name, String region, long recipients, double bounceRate, double complaintRate) {}

    private List<PartJson> parts(Asked asked) {
        return reputation.parts(AdminCommands.required("id", asked.id())).stream()
                .map(part -> new PartJson(
                        part.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        part.name(),
                        part.tenant().region(),
                        part.rates().recipients(),
                        rounded(part.rates().bounces()),
                        rounded(part.rates().complaints())))
                .toList();
    }

    private static double rounded(double percent) {
        return Math.round(percent * 100) / 100.0;
    }
}

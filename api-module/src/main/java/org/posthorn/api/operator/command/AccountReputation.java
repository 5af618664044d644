package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.settings.Pause;

@Help(
        "Tells the bounce and complaint rates of each account over the last 24 hours, in percent, and why one was switched"
                + " off.")
public final class AccountReputation implements Command<AccountReputation.Request, List<AccountReputation.Standing>> {
    public record Request() {}

    /// Rates in percent, with two digits.
    public record Standing(
            String id, long recipients, double bounceRate, double complaintRate, String pausedAt, String reason) {}

    private final Reputation reputation;

    @Inject
    public AccountReputation(Reputation reputation) {
        this.reputation = reputation;
    }

    @Override
    public List<Standing> perform(Request asked) {
        return reputation.standings().stream()
                .map(standing -> new Standing(
                        standing.accountId(),
                        standing.rates().recipients(),
                        rounded(standing.rates().bounces()),
                        rounded(standing.rates().complaints()),
                        standing.pause().map(pause -> pause.at().toString()).orElse(""),
                        standing.pause().map(Pause::reason).orElse("")))
                .toList();
    }

    static double rounded(double percent) {
        return Math.round(percent * 100) / 100.0;
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.account.Reputation;

@Help("Tells the bounce and complaint rates of an account's identities and configuration sets.")
public final class AccountParts implements Command<AccountParts.Request, List<AccountParts.Part>> {
    public record Request(String id) {}

    /// Rates in percent, with two digits.
    public record Part(
            String kind, String name, String region, long recipients, double bounceRate, double complaintRate) {}

    private final Reputation reputation;

    @Inject
    public AccountParts(Reputation reputation) {
        this.reputation = reputation;
    }

    @Override
    public List<Part> perform(Request asked) {
        return reputation.parts(asked.id()).stream()
                .map(part -> new Part(
                        part.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        part.name(),
                        part.tenant().region(),
                        part.rates().recipients(),
                        AccountReputation.rounded(part.rates().bounces()),
                        AccountReputation.rounded(part.rates().complaints())))
                .toList();
    }
}

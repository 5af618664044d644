package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Tenant;

@Help("Lists the configuration sets of an account in a region in the order of their names, a page of up to 1,000.")
public final class SetList implements Command<SetList.Request, List<SetAnswer>> {
    /// @param after the last name of the page before
    public record Request(String account, Optional<String> region, Optional<String> after) {}

    private static final int PAGE = 1_000;

    private final ConfigurationSets sets;
    private final Tenants tenants;

    @Inject
    public SetList(ConfigurationSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public List<SetAnswer> perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        return sets.list(tenant, asked.after().orElse(""), PAGE).stream()
                .map(SetAnswer::of)
                .toList();
    }
}

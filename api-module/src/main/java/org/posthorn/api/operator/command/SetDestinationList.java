package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;

@Help("Lists the event destinations of a configuration set.")
public final class SetDestinationList implements Command<SetDestinationList.Request, List<DestinationAnswer>> {
    public record Request(String set, String account, Optional<String> region) {}

    private final ConfigurationSets sets;
    private final Tenants tenants;

    @Inject
    public SetDestinationList(ConfigurationSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public List<DestinationAnswer> perform(Request asked) {
        return sets.get(tenants.find(asked.account(), asked.region()), asked.set()).destinations().stream()
                .map(DestinationAnswer::of)
                .toList();
    }
}

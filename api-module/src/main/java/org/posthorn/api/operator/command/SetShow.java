package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;

@Help("Tells a configuration set with its event destinations.")
public final class SetShow implements Command<SetShow.Request, SetAnswer> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ConfigurationSets sets;
    private final Tenants tenants;

    @Inject
    public SetShow(ConfigurationSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public SetAnswer perform(Request asked) {
        return SetAnswer.of(sets.get(tenants.find(asked.account(), asked.region()), asked.name()));
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;

@Help("Removes a configuration set with its event destinations; mail that was accepted with it is still delivered.")
public final class SetDelete implements Command<SetDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ConfigurationSets sets;
    private final Tenants tenants;

    @Inject
    public SetDelete(ConfigurationSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        sets.delete(tenants.find(asked.account(), asked.region()), asked.name());
        return new Done();
    }
}

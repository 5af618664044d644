package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Tenant;

@Help("Makes a configuration set, which messages can name from then on.")
public final class SetCreate implements Command<SetCreate.Request, SetAnswer> {
    public record Request(String name, String account, Optional<String> region) {}

    private final ConfigurationSets sets;
    private final Tenants tenants;

    @Inject
    public SetCreate(ConfigurationSets sets, Tenants tenants) {
        this.sets = sets;
        this.tenants = tenants;
    }

    @Override
    public SetAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        sets.create(tenant, asked.name());
        return SetAnswer.of(sets.get(tenant, asked.name()));
    }
}

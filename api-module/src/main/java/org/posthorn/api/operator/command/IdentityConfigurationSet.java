package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Identities;

@Help("Sets the configuration set that mail of an identity has when it names none; without one, it has none again.")
public final class IdentityConfigurationSet
        implements Command<IdentityConfigurationSet.Request, IdentityConfigurationSet.Answer> {
    public record Request(String name, String account, Optional<String> region, Optional<String> set) {}

    public record Answer(String name, Optional<String> configurationSet) {}

    private final Identities identities;
    private final ConfigurationSets sets;
    private final KnownIdentities known;

    @Inject
    public IdentityConfigurationSet(Identities identities, ConfigurationSets sets, KnownIdentities known) {
        this.identities = identities;
        this.sets = sets;
        this.known = known;
    }

    @Override
    public Answer perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        if (asked.set().filter(set -> sets.find(found.tenant(), set).isEmpty()).isPresent()) {
            throw AdminRefusal.notFound("there is no configuration set "
                    + asked.set().get() + " in " + found.tenant().region());
        }
        String name = found.identity().name();
        identities.setConfigurationSet(found.tenant(), name, asked.set());
        return new Answer(name, asked.set());
    }
}

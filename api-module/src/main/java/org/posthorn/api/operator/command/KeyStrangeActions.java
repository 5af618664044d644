package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.api.call.Actions;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.v2.Routes;
import org.posthorn.engine.policy.PolicyReader;

@Help("Tells the actions in a policy that no operation of SES has, as a misspelt one.")
public final class KeyStrangeActions implements Command<KeyStrangeActions.Request, List<String>> {
    public record Request(String policy) {}

    private final Collection<String> known;

    @Inject
    public KeyStrangeActions(Actions actions, Routes routes) {
        this.known = Stream.concat(actions.all().stream(), routes.all().stream())
                .map(operation -> "ses:" + operation.name())
                .toList();
    }

    @Override
    public List<String> perform(Request asked) {
        return PolicyJson.read(asked.policy(), PolicyReader.ofKey()).strangeActions(known);
    }
}

package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.api.call.Actions;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.api.v1.NotYet;
import org.posthorn.engine.SesException;
import org.posthorn.engine.policy.PolicyReader;

/// The command about the policies of access keys.
public final class PolicyCommands {
    private final Collection<String> known;

    public PolicyCommands(Actions actions) {
        this.known = Stream.concat(
                        actions.all().stream().map(operation -> operation.name()), NotYet.OPERATIONS.stream())
                .map(name -> "ses:" + name)
                .toList();
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of("key/strange-actions", new Command<>(Asked.class, this::strangeActions));
    }

    record Asked(Optional<String> policy) {}

    /// Those that no operation of SES has, as a misspelt one.
    private List<String> strangeActions(Asked asked) {
        try {
            return PolicyJson.read(AdminCommands.required("policy", asked.policy()), PolicyReader.ofKey())
                    .strangeActions(known);
        } catch (SesException e) {
            throw new AdminRefusal(WRONG, e.getMessage());
        }
    }
}

package org.posthorn.api.operator.command;

import java.util.List;
import java.util.function.Supplier;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;

@Help("Tells why the server is not ready, what relays hold against it, and what of the store is damaged or lost.")
public final class ServerHealth implements Command<ServerHealth.Request, ServerHealth.Answer> {
    public record Request() {}

    /// @param trouble why the server is not ready; empty when it is
    /// @param relays what relays of ours hold against us
    /// @param setAside records of the store that can't be read
    /// @param lostAccessKeys, lostSigningDomains what is sealed under a key that is gone
    public record Answer(
            String trouble, List<String> relays, long setAside, long lostAccessKeys, long lostSigningDomains) {}

    private final Supplier<Answer> health;

    public ServerHealth(Supplier<Answer> health) {
        this.health = health;
    }

    @Override
    public Answer perform(Request asked) {
        return health.get();
    }
}

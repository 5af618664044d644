package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.policy.Policy;

@Help("Lists access keys without their secrets: all, or those of an account.")
public final class KeyList implements Command<KeyList.Request, List<KeyList.Key>> {
    public record Request(Optional<String> account) {}

    /// @param policy empty for a key that may do everything
    /// @param usable false when its secret was lost with the installation's key
    public record Key(String accountId, String accessKeyId, String createdAt, String policy, boolean usable) {}

    private final Accounts accounts;

    @Inject
    public KeyList(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public List<Key> perform(Request asked) {
        return accounts.keys().stream()
                .filter(key ->
                        asked.account().filter(a -> !a.equals(key.accountId())).isEmpty())
                .map(key -> new Key(
                        key.accountId(),
                        key.id(),
                        key.createdAt().toString(),
                        key.policy().map(Policy::json).orElse(""),
                        accounts.isUsable(key)))
                .toList();
    }
}

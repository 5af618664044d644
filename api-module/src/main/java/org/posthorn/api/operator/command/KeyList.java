package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.settings.AccessKey;

@Help("Lists access keys without their secrets: all, or those of an account.")
public final class KeyList implements Command<KeyList.Request, List<KeyList.Key>> {
    public record Request(Optional<String> account) {}

    /// @param policy empty for a key that may do everything
    /// @param usable false when its secret was lost with the installation's key
    /// @param label empty without one
    /// @param enabled false when it is switched off
    /// @param lastUsedAt to the second; null when it never was, as far as is known
    public record Key(
            String accountId,
            String accessKeyId,
            String createdAt,
            String policy,
            boolean usable,
            String label,
            boolean enabled,
            Optional<String> lastUsedAt) {
        static Key of(AccessKey key, boolean usable, Optional<Instant> lastUse) {
            return new Key(
                    key.accountId(),
                    key.id(),
                    key.createdAt().toString(),
                    key.policy().map(Policy::json).orElse(""),
                    usable,
                    key.label().orElse(""),
                    !key.disabled(),
                    lastUse.map(Instant::toString));
        }
    }

    private final Accounts accounts;
    private final KeyUses uses;

    @Inject
    public KeyList(Accounts accounts, KeyUses uses) {
        this.accounts = accounts;
        this.uses = uses;
    }

    @Override
    public List<Key> perform(Request asked) {
        return accounts.keys().stream()
                .filter(key ->
                        asked.account().filter(a -> !a.equals(key.accountId())).isEmpty())
                .map(key -> Key.of(key, accounts.isUsable(key), uses.last(key.id())))
                .toList();
    }
}

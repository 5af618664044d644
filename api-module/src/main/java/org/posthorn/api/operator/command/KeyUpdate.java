package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.KeyUses;

@Help("Labels an access key, or switches it off, until it is switched on again; both work at once.")
public final class KeyUpdate implements Command<KeyUpdate.Request, KeyList.Key> {
    /// @param label empty text takes it away
    public record Request(String keyId, Optional<String> label, Optional<Boolean> enabled) {}

    private static final int MOST_CHARS = 256;

    private final Accounts accounts;
    private final KeyUses uses;

    @Inject
    public KeyUpdate(Accounts accounts, KeyUses uses) {
        this.accounts = accounts;
        this.uses = uses;
    }

    @Override
    public KeyList.Key perform(Request asked) {
        Optional<String> label = asked.label().map(KeyUpdate::checked);
        return accounts.updateKey(
                        asked.keyId(),
                        key -> key.withLabel(label.or(key::label).filter(text -> !text.isEmpty()))
                                .withDisabled(asked.enabled().map(on -> !on).orElse(key.disabled())))
                .map(key -> KeyList.Key.of(key, accounts.isUsable(key), uses.last(key.id())))
                .orElseThrow(() -> AdminRefusal.notFound("there is no key " + asked.keyId()));
    }

    static String checked(String label) {
        if (label.length() > MOST_CHARS || label.chars().anyMatch(Character::isISOControl)) {
            throw AdminRefusal.wrong("a label has at most " + MOST_CHARS
                    + " characters, and no line breaks or other control characters");
        }
        return label;
    }
}

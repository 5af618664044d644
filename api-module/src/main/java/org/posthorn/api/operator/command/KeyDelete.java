package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Accounts;

@Help("Deletes an access key; it stops working at once.")
public final class KeyDelete implements Command<KeyDelete.Request, Done> {
    public record Request(String keyId) {}

    private final Accounts accounts;

    @Inject
    public KeyDelete(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Done perform(Request asked) {
        if (!accounts.deleteKey(asked.keyId())) {
            throw AdminRefusal.notFound("there is no key " + asked.keyId());
        }
        return new Done();
    }
}

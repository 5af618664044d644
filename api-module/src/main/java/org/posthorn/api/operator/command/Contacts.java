package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ContactList;

/// The contact lists that commands are about.
public final class Contacts {
    private final ContactLists lists;
    private final Tenants tenants;

    record Found(Tenant tenant, ContactList list) {
        String name() {
            return list.name();
        }
    }

    @Inject
    public Contacts(ContactLists lists, Tenants tenants) {
        this.lists = lists;
        this.tenants = tenants;
    }

    /// @throws AdminRefusal when there is no such account, or it has no such list
    Found find(String list, String account, Optional<String> region) {
        Tenant tenant = tenants.find(account, region);
        return lists.find(tenant, list)
                .map(found -> new Found(tenant, found))
                .orElseThrow(() -> AdminRefusal.notFound("List with name: " + list + " doesn't exist."));
    }
}

package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.settings.Dkim;

@Help(
        "Signs with the next DKIM key of a domain, and makes a new one in the place of the last; a key that its owner gave"
                + " is not rotated.")
public final class IdentityRotateDkim implements Command<IdentityRotateDkim.Request, IdentityRotateDkim.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    /// @param selector that signs now
    public record Answer(String name, String selector) {}

    private final Domains domains;
    private final DkimSettings dkim;

    @Inject
    public IdentityRotateDkim(Domains domains, DkimSettings dkim) {
        this.domains = domains;
        this.dkim = dkim;
    }

    @Override
    public Answer perform(Request asked) {
        Domains.Found found = domains.find(asked.name(), asked.account(), asked.region());
        String name = found.domain().name();
        if (dkim.of(found.tenant(), found.domain())
                .filter(keys -> Dkim.areGiven(keys.keys()))
                .isPresent()) {
            throw AdminRefusal.conflict(name + " signs with a key that its owner gave: give it another");
        }
        return dkim.rotate(found.tenant(), name)
                .map(keys -> new Answer(name, keys.activeKey().token()))
                .orElseThrow(() -> AdminRefusal.conflict(
                        name + " can't rotate: it is not verified for DKIM, or its next key is not in DNS"));
    }
}

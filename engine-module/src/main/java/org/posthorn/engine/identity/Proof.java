package org.posthorn.engine.identity;

import java.util.Optional;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;

/// What a domain is verified by.
public enum Proof {
    /// By nothing, yet or any more.
    NONE,
    /// By its TXT record, which is looked for again and again.
    RECORD,
    /// By its DKIM keys in DNS; its TXT record is not needed as long as they are there.
    DKIM,
    /// By the operator, or dev mode; nobody looks for its TXT record.
    WORD;

    /// @param dkim the domain's keys, if it has some
    public static Proof of(Identity domain, Optional<Dkim> dkim) {
        if (!domain.isVerified()) {
            return NONE;
        }
        if (domain.nextCheckAt().isPresent()) {
            return RECORD;
        }
        return dkim.filter(Dkim::verifiedDomain).isPresent() ? DKIM : WORD;
    }
}

package org.posthorn.api.v2.identity;

import org.posthorn.engine.settings.IdentityType;

/// What an identity is, in the words of API v2; domains that somebody else manages there are none of here.
enum Kind {
    EMAIL_ADDRESS,
    DOMAIN,
    MANAGED_DOMAIN;

    static Kind of(IdentityType known) {
        return switch (known) {
            case EmailAddress -> EMAIL_ADDRESS;
            case Domain -> DOMAIN;
        };
    }
}

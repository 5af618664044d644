package org.posthorn.engine.policy;

import java.util.stream.Stream;

/// What a policy says of an access.
public enum Decision {
    /// Nothing: no statement fits.
    NONE,
    ALLOW,
    /// Over every ALLOW.
    DENY;

    /// The word of several: DENY over ALLOW over NONE.
    static Decision strongest(Stream<Decision> decisions) {
        return decisions.reduce(NONE, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
}

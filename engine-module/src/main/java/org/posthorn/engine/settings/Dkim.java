package org.posthorn.engine.settings;

import java.util.List;

/// How mail of an identity is signed. An address has no keys: it only switches the signatures of its domain on or off.
///
/// @param enabled whether mail is signed once the keys are published
/// @param verifiedDomain whether it is these keys, not its own TXT record, that verified the domain
/// @param active the index of the key that signs
public record Dkim(boolean enabled, Verification verification, boolean verifiedDomain, int active, List<DkimKey> keys) {
    public Dkim {
        keys = List.copyOf(keys);
    }

    public DkimKey activeKey() {
        return keys.get(active);
    }

    public List<String> tokens() {
        return keys.stream().map(DkimKey::token).toList();
    }

    public Dkim withEnabled(boolean enabled) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys);
    }

    public Dkim withVerification(Verification verification, boolean verifiedDomain) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys);
    }

    public Dkim withKeys(int active, List<DkimKey> keys) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys);
    }
}

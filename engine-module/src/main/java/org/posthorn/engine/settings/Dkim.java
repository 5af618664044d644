package org.posthorn.engine.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How mail of an identity is signed. An address has no keys: it only switches the signatures of its domain on or off.
///
/// @param enabled whether mail is signed once the keys are published
/// @param verifiedDomain whether it is these keys, not its own TXT record, that verified the domain
/// @param active the index of the key that signs
/// @param second a key that signs beside it, for receivers that know its algorithm
public record Dkim(
        boolean enabled,
        Verification verification,
        boolean verifiedDomain,
        int active,
        List<DkimKey> keys,
        Optional<Second> second) {
    public Dkim {
        keys = List.copyOf(keys);
    }

    /// @param published whether it was in DNS at the last look; otherwise it does not sign
    public record Second(DkimKey key, boolean published) {}

    public DkimKey activeKey() {
        return keys.get(active);
    }

    public List<String> tokens() {
        return keys.stream().map(DkimKey::token).toList();
    }

    /// The keys that sign now.
    public List<DkimKey> signing() {
        return Stream.concat(Stream.of(activeKey()), second.filter(Second::published).map(Second::key).stream())
                .toList();
    }

    /// Every key that has a record to publish.
    public List<DkimKey> all() {
        return Stream.concat(keys.stream(), second.map(Second::key).stream()).toList();
    }

    public Dkim withEnabled(boolean enabled) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second);
    }

    public Dkim withVerification(Verification verification, boolean verifiedDomain) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second);
    }

    public Dkim withKeys(int active, List<DkimKey> keys) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second);
    }

    public Dkim withSecond(Optional<Second> second) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second);
    }
}

package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How mail of an identity is signed. An address has no keys: it only switches the signatures of its domain on or off.
///
/// @param enabled whether mail is signed once the keys are published
/// @param verification of the keys that sign, or will sign first
/// @param verifiedDomain whether it is these keys, not its own TXT record, that verified the domain
/// @param active the index of the key that signs
/// @param keys three that were made here, or one that the owner of the domain gave
/// @param second a key that signs beside it, for receivers that know its algorithm
/// @param madeAt when the youngest keys were made or given
/// @param coming keys that take over once they are found in DNS
/// @param lengthChangedAt when keys of another length were last asked for
public record Dkim(
        boolean enabled,
        Verification verification,
        boolean verifiedDomain,
        int active,
        List<DkimKey> keys,
        Optional<Second> second,
        Optional<Instant> madeAt,
        Optional<Coming> coming,
        Optional<Instant> lengthChangedAt) {
    public Dkim {
        keys = List.copyOf(keys);
    }

    public Dkim(
            boolean enabled,
            Verification verification,
            boolean verifiedDomain,
            int active,
            List<DkimKey> keys,
            Optional<Second> second) {
        this(
                enabled,
                verification,
                verifiedDomain,
                active,
                keys,
                second,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// @param published whether it was in DNS at the last look; otherwise it does not sign
    public record Second(DkimKey key, boolean published) {}

    /// What its owner has yet to publish while the keys before still sign.
    public record Coming(List<DkimKey> keys, Verification verification) {
        public Coming {
            keys = List.copyOf(keys);
        }
    }

    public DkimKey activeKey() {
        return keys.get(active);
    }

    /// The keys that were last asked for: what the owner of the domain is to publish.
    public List<DkimKey> wanted() {
        return coming.map(Coming::keys).orElse(keys);
    }

    /// How far those have been found.
    public Verification wantedVerification() {
        return coming.map(Coming::verification).orElse(verification);
    }

    /// Whether keys are one that the owner of the domain gave: ours are several.
    public static boolean areGiven(List<DkimKey> keys) {
        return keys.size() == 1;
    }

    public List<String> tokens() {
        return wanted().stream().map(DkimKey::token).toList();
    }

    /// The keys that sign now.
    public List<DkimKey> signing() {
        return Stream.concat(Stream.of(activeKey()), second.filter(Second::published).map(Second::key).stream())
                .toList();
    }

    /// Every key that has a record to publish.
    public List<DkimKey> all() {
        return Stream.of(
                        keys.stream(),
                        second.map(Second::key).stream(),
                        coming.stream().flatMap(its -> its.keys().stream()))
                .flatMap(each -> each)
                .toList();
    }

    /// When DNS is asked again; never for an address.
    public Optional<Instant> nextCheckAt() {
        return Stream.of(
                        verification.nextCheckAt().filter(at -> !keys.isEmpty()),
                        coming.flatMap(its -> its.verification().nextCheckAt()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    public Dkim withEnabled(boolean on) {
        return new Dkim(on, verification, verifiedDomain, active, keys, second, madeAt, coming, lengthChangedAt);
    }

    public Dkim withVerification(Verification next, boolean ofDomain) {
        return new Dkim(enabled, next, ofDomain, active, keys, second, madeAt, coming, lengthChangedAt);
    }

    public Dkim withKeys(int next, List<DkimKey> renewed, Instant now) {
        return new Dkim(
                enabled,
                verification,
                verifiedDomain,
                next,
                renewed,
                second,
                Optional.of(now),
                coming,
                lengthChangedAt);
    }

    public Dkim withSecond(Optional<Second> other) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, other, madeAt, coming, lengthChangedAt);
    }

    public Dkim withComing(Optional<Coming> next) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second, madeAt, next, lengthChangedAt);
    }

    public Dkim withTimes(Optional<Instant> made, Optional<Instant> lengthChanged) {
        return new Dkim(enabled, verification, verifiedDomain, active, keys, second, made, coming, lengthChanged);
    }

    /// With other keys from now on; who gives a key has no second one of ours.
    public Dkim replaced(List<DkimKey> others, Verification theirs) {
        return new Dkim(
                enabled,
                theirs,
                verifiedDomain,
                0,
                others,
                areGiven(others) ? Optional.empty() : second,
                madeAt,
                Optional.empty(),
                lengthChangedAt);
    }
}

package org.posthorn.api.auth;

import java.util.Set;
import org.posthorn.engine.mail.Regions;

/// Which regions the server answers for; a request's region is that of its signature.
///
/// @param allowed region names; empty for any that is well formed
/// @param fallback the region of a request that names none
public record RegionRule(Set<String> allowed, String fallback) {
    /// Any region, `us-east-1` where none is named.
    public static final RegionRule ANY = new RegionRule(Set.of(), "us-east-1");

    public static RegionRule of(Regions regions) {
        return new RegionRule(Set.copyOf(regions.names()), regions.standard());
    }

    public RegionRule {
        allowed = Set.copyOf(allowed);
    }

    boolean allows(String region) {
        return allowed.isEmpty() ? Regions.isWellFormed(region) : allowed.contains(region);
    }
}

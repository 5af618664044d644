package org.posthorn.api.http;

import java.util.Set;
import java.util.regex.Pattern;

/// Which regions the server answers for; a request's region is that of its signature.
///
/// @param allowed region names; empty for any that is well formed
/// @param fallback the region of a request that names none
public record RegionRule(Set<String> allowed, String fallback) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");

    /// Any region, `us-east-1` where none is named.
    public static final RegionRule ANY = new RegionRule(Set.of(), "us-east-1");

    public RegionRule {
        allowed = Set.copyOf(allowed);
    }

    boolean allows(String region) {
        return FORM.matcher(region).matches() && (allowed.isEmpty() || allowed.contains(region));
    }
}

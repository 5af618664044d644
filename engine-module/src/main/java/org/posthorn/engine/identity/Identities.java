package org.posthorn.engine.identity;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// The addresses and domains that tenants may send from: asked for, verified, looked up (SES Developer Guide, "verified
/// identities"; reference section d).
public final class Identities {
    /// Registers an address and mails it the link that verifies it; again for an address that is known.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for a bad address
    public void verifyEmail(Tenant tenant, String address) {
        throw new UnsupportedOperationException();
    }

    /// Registers a domain; it verifies when the returned token is found in its TXT record. The same token every time.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for a bad domain
    public String verifyDomain(Tenant tenant, String domain) {
        throw new UnsupportedOperationException();
    }

    /// Verifies an address or domain on the operator's word.
    public Identity vouch(Tenant tenant, String name) {
        throw new UnsupportedOperationException();
    }

    /// Redeems the token of a verification link.
    ///
    /// @return the address it verified; empty when the token is forged, expired, or its address was deleted
    public Optional<Identity> confirm(String token) {
        throw new UnsupportedOperationException();
    }

    /// The identity of exactly that name (domains in any case).
    public Optional<Identity> find(Tenant tenant, String name) {
        throw new UnsupportedOperationException();
    }

    /// Up to `max` identities behind the name `after` (empty for the start), of one type when given.
    public List<Identity> list(Tenant tenant, Optional<IdentityType> type, String after, int max) {
        throw new UnsupportedOperationException();
    }

    /// The most specific verified identity that covers a bare address: the address, then its domain, then parent
    /// domains.
    public Optional<Identity> covering(Tenant tenant, String bareAddress) {
        throw new UnsupportedOperationException();
    }

    /// Removes an identity; nothing happens when there is none.
    public void delete(Tenant tenant, String name) {
        throw new UnsupportedOperationException();
    }

    /// Switches feedback by mail on or off.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE when there is no such identity
    public void setForwarding(Tenant tenant, String name, boolean enabled) {
        throw new UnsupportedOperationException();
    }
}

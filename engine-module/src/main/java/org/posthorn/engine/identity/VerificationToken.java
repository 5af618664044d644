package org.posthorn.engine.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;

/// What the link in a verification mail says: who is verified, for whom, until when. Signed, so that nothing is stored
/// for it but its end, with the identity: the link of an earlier request works no more.
public final class VerificationToken {
    private final byte[] key;

    /// @param key secret of the installation, 32 bytes
    public VerificationToken(byte[] key) {
        this.key = key.clone();
    }

    /// @param template of the mail, whose redirects are wanted; a name without spaces
    String issue(Tenant tenant, String address, Instant expiresAt, Optional<String> template) {
        String claim = expiresAt.toEpochMilli() + " " + tenant.accountId() + " " + tenant.region() + " "
                + template.orElse("") + " " + address;
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        byte[] bytes = claim.getBytes(StandardCharsets.UTF_8);
        return encoder.encodeToString(bytes) + "." + encoder.encodeToString(Hmac.sha256(key, bytes));
    }

    /// The claim of a token; empty when it is malformed or forged.
    Optional<Claim> open(String token) {
        int dot = token.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.substring(0, dot));
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (!MessageDigest.isEqual(signature, Hmac.sha256(key, bytes))) {
                return Optional.empty();
            }
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 5);
            return Optional.of(new Claim(
                    Instant.ofEpochMilli(Long.parseLong(parts[0])),
                    new Tenant(parts[1], parts[2]),
                    Optional.of(parts[3]).filter(template -> !template.isEmpty()),
                    parts[4]));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /// @param expiresAt to the millisecond; tells requests for one address apart
    record Claim(Instant expiresAt, Tenant tenant, Optional<String> template, String address) {
        /// Whether the identity still waits for this very request, or needs it no more.
        boolean isFor(Identity identity, Instant now) {
            return !now.isAfter(expiresAt)
                    && (identity.isVerified()
                            || identity.nextCheckAt().filter(expiresAt::equals).isPresent());
        }
    }
}

package org.posthorn.engine.wiring;

import java.nio.charset.StandardCharsets;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.PublicUrl;

/// What the engine needs to know of the installation.
///
/// @param verifyAtOnce identities, and what belongs to them, are verified as soon as they are asked for
/// @param limitVerifications whether verification mails have a limit
/// @param mailDomain right side of Message-IDs and return paths
/// @param installationKey 32 secret bytes; every use has a key of its own derived from it
/// @param publicUrl base of the links in mail
/// @param reputation when an account is switched off
/// @param dkimEd25519 whether domains get an Ed25519 key beside their RSA keys
public record EngineConfig(
        Callers callers,
        boolean verifyAtOnce,
        boolean limitVerifications,
        String mailDomain,
        byte[] installationKey,
        PublicUrl publicUrl,
        boolean dkimEd25519,
        AccountDefaults accounts,
        Reputation.Rules reputation,
        DeliveryConfig delivery) {
    /// The key for one purpose.
    public byte[] keyFor(String purpose) {
        return derive(installationKey, purpose);
    }

    static byte[] derive(byte[] installationKey, String purpose) {
        return Hmac.sha256(installationKey, purpose.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "EngineConfig[" + mailDomain + "]";
    }
}

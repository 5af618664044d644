package org.posthorn.engine.wiring;

import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.send.Reputation;

/// What the engine needs to know of the installation.
///
/// @param dev identities are verified at once
/// @param mailDomain right side of Message-IDs and return paths
/// @param installationKey 32 secret bytes; every use has a key of its own derived from it
/// @param publicUrl base of the links in mail
/// @param reputation when an account is switched off
/// @param dkimEd25519 whether domains get an Ed25519 key beside their RSA keys
public record EngineConfig(
        boolean dev,
        String mailDomain,
        byte[] installationKey,
        PublicUrl publicUrl,
        boolean dkimEd25519,
        AccountDefaults accounts,
        Reputation.Rules reputation,
        DeliveryConfig delivery) {
    @Override
    public String toString() {
        return "EngineConfig[" + mailDomain + "]";
    }
}

package org.posthorn.engine.settings;

/// One key that a domain signs with: RSA, or Ed25519 (RFC 8463).
///
/// @param token its selector: 32 lower-case letters and digits, or what the owner of the domain calls it
/// @param publicKey the `p=` tag of its record: X.509 in base64 for RSA, the 32 bytes of the key in base64 for Ed25519
/// @param sealedPrivateKey PKCS #8, sealed under the installation's key, in base64
public record DkimKey(String token, String publicKey, String sealedPrivateKey) {
    private static final int ED25519_CHARS = 44;

    /// Where the domain's owner publishes the key, or an alias that leads to it.
    public String recordName(String domain) {
        return token + "._domainkey." + domain;
    }

    /// Where the aliases of our selectors lead to: each to its token in this zone, the `SigningHostedZone` of API v2.
    ///
    /// @param mailDomain `mail.domain`
    public static String zone(String mailDomain) {
        return "dkim." + mailDomain;
    }

    public boolean isEd25519() {
        return publicKey.length() == ED25519_CHARS;
    }

    /// The TXT record (RFC 6376 §3.6.1, RFC 8463 §4).
    public String recordText() {
        return "v=DKIM1; k=" + (isEd25519() ? "ed25519" : "rsa") + "; p=" + publicKey;
    }

    @Override
    public String toString() {
        return "DkimKey[" + token + "]";
    }
}

package org.posthorn.engine.settings;

/// One RSA key that a domain signs with.
///
/// @param token its selector: 32 lower-case letters and digits
/// @param publicKey X.509, in base64: the `p=` tag of its record
/// @param sealedPrivateKey PKCS #8, sealed under the installation's key, in base64
public record DkimKey(String token, String publicKey, String sealedPrivateKey) {
    /// Where the domain's owner publishes the key, or an alias that leads to it.
    public String recordName(String domain) {
        return token + "._domainkey." + domain;
    }

    /// The TXT record (RFC 6376 §3.6.1).
    public String recordText() {
        return "v=DKIM1; k=rsa; p=" + publicKey;
    }

    @Override
    public String toString() {
        return "DkimKey[" + token + "]";
    }
}

package org.posthorn.smtp.client;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/// A TLSA record: what a certificate of the host looks like, by word of its zone (RFC 6698 §2.1).
///
/// @param usage 2 (DANE-TA, an issuer) or 3 (DANE-EE, the host's own); others are not for SMTP (RFC 7672 §3.1.3)
/// @param selector what is looked at: 0 the whole certificate, 1 its public key
/// @param matchingType how it is compared: 0 byte for byte, 1 by SHA-256, 2 by SHA-512
/// @param data to compare with; callers must not change it
@SuppressWarnings("ArrayRecordComponent") // Compared and printed by content, below.
public record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {
    static final int DANE_TA = 2;
    static final int DANE_EE = 3;

    /// Whether we know what it asks for.
    boolean isUsable() {
        int length = switch (matchingType) {
            case 1 -> 32;
            case 2 -> 64;
            default -> data.length;
        };
        return (usage == DANE_TA || usage == DANE_EE)
                && (selector == 0 || selector == 1)
                && matchingType >= 0
                && matchingType <= 2
                && data.length > 0
                && data.length == length;
    }

    /// Whether a certificate is the one that is meant. Only for usable records.
    boolean matches(X509Certificate certificate) throws GeneralSecurityException {
        byte[] selected = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        return switch (matchingType) {
            case 1 -> Arrays.equals(data, MessageDigest.getInstance("SHA-256").digest(selected));
            case 2 -> Arrays.equals(data, MessageDigest.getInstance("SHA-512").digest(selected));
            default -> Arrays.equals(data, selected);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsaRecord record
                && usage == record.usage
                && selector == record.selector
                && matchingType == record.matchingType
                && Arrays.equals(data, record.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(data) + usage;
    }

    /// As in a zone file.
    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }
}

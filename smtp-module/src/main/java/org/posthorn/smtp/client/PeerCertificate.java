package org.posthorn.smtp.client;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The certificates a peer showed in its handshake, held against what DNS says of them.
///
/// @param chain the peer's own first, as it sent them
record PeerCertificate(List<X509Certificate> chain) {
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;

    /// Whether one of the records holds (RFC 7672 §3.1). DANE-EE asks neither for names nor for dates; DANE-TA asks for
    /// a valid chain up to the certificate that is meant, and one of the names.
    ///
    /// @param records usable ones
    boolean isVouchedForBy(List<TlsaRecord> records, Collection<String> names) throws GeneralSecurityException {
        for (TlsaRecord record : records) {
            if (record.usage() == TlsaRecord.DANE_EE) {
                if (record.matches(chain.getFirst())) {
                    return true;
                }
            } else if (holdsFor(names) && chainsTo(record)) {
                return true;
            }
        }
        return false;
    }

    private boolean chainsTo(TlsaRecord record) throws GeneralSecurityException {
        for (X509Certificate issuer : chain.subList(1, chain.size())) {
            if (record.matches(issuer) && chainsTo(issuer)) {
                return true;
            }
        }
        return false;
    }

    private boolean chainsTo(X509Certificate anchor) {
        try {
            X509CertSelector own = new X509CertSelector();
            own.setCertificate(chain.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), own);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false; // no valid path: expired, not signed by the anchor, or too weak
        }
    }

    /// Whether the peer's own certificate holds for one of these names or addresses.
    boolean holdsFor(Collection<String> names) throws CertificateParsingException {
        // Null when there are none; the subject's common name does not count (RFC 6125 §6.4.4).
        @Nullable Collection<List<?>> own = chain.getFirst().getSubjectAlternativeNames();
        if (own == null) {
            return false;
        }
        for (List<?> name : own) {
            boolean isDns = name.getFirst().equals(SAN_DNS);
            if (isDns && names.stream().anyMatch(wanted -> matches(String.valueOf(name.get(1)), wanted))) {
                return true;
            }
            if (name.getFirst().equals(SAN_IP) && names.contains(String.valueOf(name.get(1)))) {
                return true;
            }
        }
        return false;
    }

    /// A leading `*.` on either side stands for one label.
    static boolean matches(String presented, String wanted) {
        String a = withoutRootDot(presented);
        String b = withoutRootDot(wanted);
        return a.equalsIgnoreCase(b)
                || (a.startsWith("*.") && a.substring(1).equalsIgnoreCase(parent(b)))
                || (b.startsWith("*.") && b.substring(1).equalsIgnoreCase(parent(a)));
    }

    /// `.example.com` of `mx.example.com`; empty when there is no dot.
    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 1 ? "" : name.substring(dot);
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}

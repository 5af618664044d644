package org.posthorn.smtp.client;

import java.util.List;

/// How one connection is to be protected.
///
/// TLSA records or certificate names make TLS mandatory, whatever the mode: OFF, OPPORTUNISTIC and ENCRYPTED then
/// become REQUIRED. What fails under a mandatory policy is temporary, and never goes on in plain text.
///
/// @param certificateNames names of which the certificate must hold for one, besides the host's own, with a chain to a
///     trusted root: patterns of MTA-STS (RFC 8461 §3.2), where `*.example.com` stands for one label more
/// @param tlsa from DNSSEC-signed answers for the host (RFC 7672). Those we can use decide alone; when there are some
///     and we can use none, the connection is encrypted without authentication (RFC 7672 §2.2)
/// @param source who said so, for the log: `config`, `dane`, `mta-sts`
public record TlsPolicy(TlsMode mode, List<String> certificateNames, List<TlsaRecord> tlsa, String source) {
    public TlsPolicy {
        certificateNames = List.copyOf(certificateNames);
        tlsa = List.copyOf(tlsa);
        if (!mode.verifies() && !(certificateNames.isEmpty() && tlsa.isEmpty())) {
            mode = TlsMode.REQUIRED;
        }
    }

    /// Of the configuration file.
    public static TlsPolicy of(TlsMode mode) {
        return new TlsPolicy(mode, List.of(), List.of(), "config");
    }

    List<TlsaRecord> usableTlsa() {
        return tlsa.stream().filter(TlsaRecord::isUsable).toList();
    }

    /// Whether the certificate must chain to a trusted root.
    boolean asksForTrustedRoot() {
        return mode.verifies() && tlsa.isEmpty();
    }

    /// Whether a connection that stands proves who the peer is.
    boolean authenticates() {
        return asksForTrustedRoot() || !usableTlsa().isEmpty();
    }
}

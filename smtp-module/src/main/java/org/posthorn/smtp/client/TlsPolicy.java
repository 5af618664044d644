package org.posthorn.smtp.client;

import java.util.List;

/// How a connection to one host is protected.
///
/// @param certificateNames the certificate must hold for one of them; empty for the host's own name, if it must hold
/// @param tlsa when there are any, TLS is mandatory and they, not certificate authorities, vouch for the certificate
/// @param source where the policy comes from, in a word for the log
public record TlsPolicy(TlsMode mode, List<String> certificateNames, List<TlsaRecord> tlsa, String source) {
    public TlsPolicy {
        certificateNames = List.copyOf(certificateNames);
        tlsa = List.copyOf(tlsa);
    }

    /// What the configuration says, where the destination says nothing.
    public static TlsPolicy of(TlsMode mode) {
        return new TlsPolicy(mode, List.of(), List.of(), "config");
    }
}

package org.posthorn.engine.settings;

import java.util.List;

/// The certificates that an identity's senders were given, by sender.
public record IdentityCertificates(List<OfSender> certificates) {
    public IdentityCertificates {
        certificates = List.copyOf(certificates);
    }

    /// @param fromAddress a bare address
    /// @param arn of the certificate; nothing looks at what it names
    public record OfSender(String fromAddress, String arn) {}
}

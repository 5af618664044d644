package org.posthorn.smtp.tlspolicy;

import java.util.List;
import org.posthorn.smtp.client.TlsaRecord;

/// What DNS, secured by DNSSEC, says of a host's certificate.
public sealed interface DaneAnswer {
    /// @param records at least one; they may be of kinds that SMTP does not use
    record Records(List<TlsaRecord> records) implements DaneAnswer {
        public Records {
            records = List.copyOf(records);
        }
    }

    /// The host has no such records, or none that DNSSEC secures.
    record None() implements DaneAnswer {}

    /// No answer could be had, which an attacker can bring about: the host must not be used now (RFC 7672 §2.1.2).
    record Unavailable(String reason) implements DaneAnswer {}
}

package org.posthorn.smtp.client;

import java.util.Arrays;
import java.util.Locale;

/// How much a next hop is trusted without encryption.
public enum TlsMode {
    /// Plain text, always.
    OFF,
    /// STARTTLS when offered, whatever the certificate says (RFC 7435); plain text otherwise.
    OPPORTUNISTIC,
    /// STARTTLS, whatever the certificate says, or no delivery: what a configuration set asks for whose `TlsPolicy` is
    /// `Require`. No word of the configuration file.
    ENCRYPTED,
    /// STARTTLS with a certificate that holds for the host's name, or no delivery.
    REQUIRED,
    /// TLS from the first byte (RFC 8314), with a certificate that holds for the host's name.
    WRAPPER;

    /// Whether there is no delivery without TLS.
    public boolean isMandatory() {
        return this == ENCRYPTED || verifies();
    }

    /// Whether the certificate must hold.
    boolean verifies() {
        return this == REQUIRED || this == WRAPPER;
    }

    /// This mode, or the weakest with TLS.
    public TlsMode encrypted() {
        return isMandatory() ? this : ENCRYPTED;
    }

    /// Reads the word of the configuration file.
    public static TlsMode parse(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode != ENCRYPTED)
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected off, opportunistic, required or wrapper, found '" + word + "'"));
    }
}

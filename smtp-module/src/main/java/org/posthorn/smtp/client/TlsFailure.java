package org.posthorn.smtp.client;

/// The TLS handshake failed: an opportunistic client may come again in plain text.
final class TlsFailure extends HostFailure {
    private static final long serialVersionUID = 1L;

    TlsFailure(String host, String what) {
        super(host, "4.7.5", "TLS failed (" + what + ")");
    }
}

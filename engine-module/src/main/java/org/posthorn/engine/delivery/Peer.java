package org.posthorn.engine.delivery;

/// The host at the other end of an attempt.
///
/// @param host `name[ip]:port` as far as known; empty when none was reached
/// @param tls how the connection was protected, such as `TLSv1.3 TLS_AES_256_GCM_SHA384 verified`; empty for plain text
public record Peer(String host, String tls) {
    /// Nobody was reached.
    public static final Peer NONE = new Peer("", "");

    /// A host that was spoken to in plain text, or not at all.
    public static Peer of(String host) {
        return new Peer(host, "");
    }
}

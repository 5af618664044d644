package org.posthorn.engine.mail;

import java.util.Optional;

/// The other end of an SMTP session in which mail comes in.
///
/// @param ip its address without port
/// @param helo as it calls itself; empty when it did not say
/// @param tls protocol and cipher, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty in plain text
public record SmtpClient(String ip, String helo, Optional<String> tls) {
    public boolean isSecure() {
        return tls.isPresent();
    }
}

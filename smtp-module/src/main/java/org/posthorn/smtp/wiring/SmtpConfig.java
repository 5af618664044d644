package org.posthorn.smtp.wiring;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where the SMTP servers listen, and whom they ask for names.
///
/// @param submissionTls where TLS is spoken from the first byte; needs `tls`
/// @param nameServers empty for those of the operating system
/// @param trustDnssec the name servers validate DNSSEC, and nobody can get between them and us
public record SmtpConfig(
        InetSocketAddress inbound,
        InetSocketAddress submission,
        Optional<InetSocketAddress> submissionTls,
        Optional<SSLContext> tls,
        List<InetSocketAddress> nameServers,
        boolean trustDnssec) {}

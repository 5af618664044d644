package org.posthorn.smtp.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Turns a connection to a next hop into a TLS connection, by its [TlsPolicy].
///
/// The names of MTA-STS and the records of DANE are checked right behind the handshake, before anything is said.
final class RelayTls {
    private final SSLContext anyPeer;
    private final SSLContext trustedRoots;

    /// @param trust the authorities; the JDK's own when empty
    RelayTls(Optional<SSLContext> trust) {
        try {
            anyPeer = SSLContext.getInstance("TLS");
            anyPeer.init(null, new TrustManager[] {new AnyPeer()}, null);
            trustedRoots = trust.isPresent() ? trust.get() : SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Shakes hands on a connected socket.
    ///
    /// @param host the configured name, sent as SNI, which the certificate must hold for if the policy asks for it
    /// @param timeout for one read; the whole handshake is bounded by the caller
    /// @throws IOException when the handshake fails or the peer is not proven to be the one the policy asks for
    SSLSocket secure(Socket plain, MailHost host, TlsPolicy policy, Duration timeout) throws IOException {
        SSLContext context = policy.asksForTrustedRoot() ? trustedRoots : anyPeer;
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host.host(), host.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        if (policy.asksForTrustedRoot() && policy.certificateNames().isEmpty()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(host.host())) {
            parameters.setServerNames(List.of(new SNIHostName(host.host())));
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        socket.startHandshake();
        authenticate(socket.getSession(), host, policy);
        return socket;
    }

    private static void authenticate(SSLSession session, MailHost host, TlsPolicy policy) throws IOException {
        List<TlsaRecord> records = policy.usableTlsa();
        if (records.isEmpty()
                && !(policy.asksForTrustedRoot() && !policy.certificateNames().isEmpty())) {
            return; // done by the handshake, or not asked for
        }
        PeerCertificate certificate = new PeerCertificate(Arrays.stream(session.getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList());
        List<String> names = Stream.concat(policy.certificateNames().stream(), Stream.of(host.host()))
                .toList();
        try {
            if (!records.isEmpty() && !certificate.isVouchedForBy(records, names)) {
                throw new SSLException("no TLSA record holds for the certificate");
            }
            if (records.isEmpty() && !certificate.holdsFor(names)) {
                throw new SSLException("the certificate is for none of " + String.join(", ", names));
            }
        } catch (GeneralSecurityException e) {
            throw new SSLException("the certificate can't be read", e);
        }
    }

    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /// Accepts every certificate: opportunistic TLS guards against listening in only, and a certificate that doesn't
    /// hold is still better than the plain text that would follow (RFC 7435).
    private static final class AnyPeer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

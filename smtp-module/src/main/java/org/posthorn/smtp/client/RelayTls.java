package org.posthorn.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
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
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Turns a connection to a next hop into a TLS connection, by its [TlsPolicy].
///
/// The names of MTA-STS and the records of DANE are checked right behind the handshake, before anything is said.
final class RelayTls {
    private final SSLContext anyPeer;
    private final SSLContext trustedRoots;

    /// @param trustedCertificates instead of the JDK's own
    /// @throws IllegalArgumentException when the file of trusted certificates can't be read
    RelayTls(Optional<Path> trustedCertificates) {
        try {
            anyPeer = SSLContext.getInstance("TLS");
            anyPeer.init(null, new TrustManager[] {new AnyPeer()}, null);
            trustedRoots = SSLContext.getInstance("TLS");
            trustedRoots.init(null, trustManagers(trustedCertificates), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "can't read the certificates in " + trustedCertificates.orElseThrow(), e);
        }
    }

    /// Shakes hands on a connected socket.
    ///
    /// @param host the configured name, sent as SNI, which the certificate must hold for if the policy asks for it
    /// @param timeout for one read; the whole handshake is bounded by the caller
    /// @throws IOException when the handshake fails or the peer is not proven to be the one the policy asks for
    SSLSocket secure(Socket plain, HostPort host, TlsPolicy policy, Duration timeout) throws IOException {
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

    private static void authenticate(SSLSession session, HostPort host, TlsPolicy policy) throws IOException {
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

    private static TrustManager @Nullable [] trustManagers(Optional<Path> file)
            throws GeneralSecurityException, IOException {
        if (file.isEmpty()) {
            return null; // the JDK's own
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file.get())) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
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

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
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Turns a connection to a next hop into a TLS connection, by the policy of a [TlsMode].
final class RelayTls {
    private final boolean verify;
    private final SSLContext context;

    /// @throws IllegalArgumentException when the file of trusted certificates can't be read
    RelayTls(TlsMode mode, Optional<Path> trustedCertificates) {
        this.verify = mode.verifies();
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, verify ? trustManagers(trustedCertificates) : new TrustManager[] {new AnyPeer()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "can't read the certificates in " + trustedCertificates.orElseThrow(), e);
        }
    }

    /// Shakes hands on a connected socket.
    ///
    /// @param host the configured name, which the certificate must hold for if the policy asks for it
    SSLSocket secure(Socket plain, HostPort host, Duration timeout) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host.host(), host.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(host.host())) {
            parameters.setServerNames(List.of(new SNIHostName(host.host())));
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        socket.startHandshake();
        return socket;
    }

    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
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

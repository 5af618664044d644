package org.posthorn.dist.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.tls.Authorities;
import org.posthorn.tls.ServerTls;
import org.posthorn.tls.TlsFileException;

/// Certificates, keys and authorities from files: what can be used, and what is said of the rest.
class TlsFilesTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final TestCa CA = new TestCa("Example Internal CA");
    private static final TestCa.Issued ISSUED = CA.issue("EC", YEAR);

    @TempDir
    private Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void writeFiles() {
        certificate = directory.resolve("server.crt");
        key = directory.resolve("server.key");
        ISSUED.write(certificate, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void clientsSeeTheCertificateAndAfterAReloadTheNewOne(String algorithm) throws Exception {
        TestCa.Issued first = CA.issue(algorithm, YEAR);
        TestCa.Issued second = CA.issue(algorithm, YEAR);
        first.write(certificate, key);
        ServerTls server = ServerTls.load("api.tls", certificate, key);
        Authorities client = Authorities.load(Optional.of(file("ca.pem", CA.pem())));

        assertThat(shown(server.context(), client)).containsExactly(first.certificate());
        assertThat(server.reload()).isFalse();
        second.write(certificate, key);
        assertThat(server.reload()).isTrue();
        // With a context that remembers no session.
        assertThat(shown(server.context(), Authorities.load(Optional.of(directory.resolve("ca.pem")))))
                .containsExactly(second.certificate());
    }

    @Test
    void aRenewalThatCannotBeUsedLeavesTheOldOneInUse() throws Exception {
        ServerTls server = ServerTls.load("api.tls", certificate, key);
        file("server.key", CA.issue("EC", YEAR).keyPem());

        assertThatExceptionOfType(TlsFileException.class).isThrownBy(server::reload);

        assertThat(server.chain()).containsExactly(ISSUED.certificate());
        assertThat(shown(server.context(), Authorities.load(Optional.of(file("ca.pem", CA.pem())))))
                .containsExactly(ISSUED.certificate());
    }

    @Test
    void aKeyThatDoesNotFitIsNamedWithItsCertificate() {
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            file("server.key", CA.issue(algorithm, YEAR).keyPem());
            assertThat(faults())
                    .containsExactly("api.tls.key: " + key + " is not the key of the certificate in " + certificate
                            + " (CN=localhost)");
        }
    }

    @Test
    void theServersOwnCertificateMustComeFirst() {
        file("server.crt", CA.pem() + ISSUED.pem());
        assertThat(faults())
                .containsExactly("api.tls.certificate: " + certificate + " begins with another certificate than the"
                        + " server's own, which must come first; those that signed it follow");
        file("server.crt", "comment: this is ours\n" + ISSUED.pem() + "\n" + CA.pem());
        assertThat(faults()).isEmpty();
    }

    @Test
    void bothFilesAreToldOf() throws Exception {
        Files.delete(certificate);
        file("server.key", "");
        assertThat(faults())
                .containsExactly(
                        "api.tls.certificate: " + certificate + " does not exist", "api.tls.key: " + key + " is empty");
    }

    @Test
    void aKeyOfAnotherFormIsExplained() throws Exception {
        assertKey(
                TestCa.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}),
                "is under a password, and nobody is there to type it; \"openssl pkey -in " + key
                        + " -out NEW\" takes it off");
        assertKey(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                "is under a password, and nobody is there to type it; \"openssl pkey -in " + key
                        + " -out NEW\" takes it off");
        assertKey(
                TestCa.pem("EC PARAMETERS", new byte[] {1}) + TestCa.pem("EC PRIVATE KEY", new byte[] {1}),
                "holds a key of the form \"EC PRIVATE KEY\"; \"openssl pkcs8 -topk8 -nocrypt -in " + key
                        + " -out NEW\" makes the form \"PRIVATE KEY\" of it");
        assertKey(ISSUED.pem(), "holds a certificate and no private key; are the files exchanged?");
        assertKey("hello\n", "holds no private key (\"-----BEGIN PRIVATE KEY-----\")");
        assertKey(
                TestCa.pem("CERTIFICATE REQUEST", new byte[] {1}),
                "holds no private key (\"-----BEGIN PRIVATE KEY-----\"), but \"CERTIFICATE REQUEST\"");
        assertKey(
                ISSUED.keyPem().substring(0, 80),
                "is damaged: its end is missing, or what is between its lines is not base64");
        assertKey(
                TestCa.pem("PRIVATE KEY", new byte[] {1, 2, 3}),
                "is damaged, or holds a key that is none of RSA, EC and Ed25519");
        Files.write(key, ISSUED.keys().getPrivate().getEncoded());
        assertThat(faults())
                .containsExactly("api.tls.key: " + key + " is not PEM but DER; \"openssl pkey -inform der -in " + key
                        + " -out NEW\" makes PEM of it");
    }

    @Test
    void aCertificateOfAnotherFormIsExplained() throws Exception {
        file("server.crt", ISSUED.keyPem());
        assertThat(faults())
                .containsExactly("api.tls.certificate: " + certificate
                        + " holds a private key and no certificate; are the files exchanged?");
        file("server.crt", ISSUED.pem() + TestCa.pem("CERTIFICATE", new byte[] {1}));
        assertThat(faults())
                .containsExactly(
                        "api.tls.certificate: " + certificate + " is damaged: certificate 2 in it can't be read");
        Files.write(certificate, ISSUED.certificate().getEncoded());
        assertThat(faults())
                .containsExactly("api.tls.certificate: " + certificate
                        + " is not PEM but DER; \"openssl x509 -inform der -in " + certificate
                        + " -out NEW\" makes PEM of it");
        Files.delete(certificate);
        Files.createDirectory(certificate);
        assertThat(faults()).containsExactly("api.tls.certificate: " + certificate + " is a directory");
    }

    @Test
    void theUsualAuthoritiesStayBesideOurs() throws Exception {
        Authorities standard = Authorities.load(Optional.empty());
        Authorities ours = Authorities.load(Optional.of(file("ca.pem", CA.pem())));

        assertThat(standard.certificates()).hasSizeGreaterThan(50);
        assertThat(ours.certificates())
                .containsAll(standard.certificates())
                .hasSize(standard.certificates().size() + 1);
    }

    @Test
    void anUnknownAuthorityIsNamedUntilItsFileIsReadAnew() throws Exception {
        SSLContext server = ServerTls.load("api.tls", certificate, key).context();
        Path file = file("ca.pem", new TestCa("Another CA").pem());
        Authorities client = Authorities.load(Optional.of(file));

        assertThatThrownBy(() -> shown(server, client))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("the certificate comes from an unknown authority: CN=Example Internal CA");

        file("ca.pem", "");
        assertThatThrownBy(client::reload).hasMessage("tls.ca_file: " + file + " is empty");
        file("ca.pem", CA.pem());
        assertThat(client.reload()).isTrue();
        assertThat(shown(server, client)).containsExactly(ISSUED.certificate());
    }

    @Test
    void aCertificateOutOfDateIsCalledThat() throws Exception {
        CA.issue("EC", Duration.ofDays(-3)).write(certificate, key);
        SSLContext server = ServerTls.load("api.tls", certificate, key).context();
        Authorities client = Authorities.load(Optional.of(file("ca.pem", CA.pem())));

        assertThatThrownBy(() -> shown(server, client))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("the certificate is out of date since ");
    }

    private void assertKey(String text, String fault) {
        file("server.key", text);
        assertThat(faults()).containsExactly("api.tls.key: " + key + " " + fault);
    }

    private List<String> faults() {
        try {
            ServerTls.load("api.tls", certificate, key);
            return List.of();
        } catch (TlsFileException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What a client gets that checks name and authority, and that bytes go both ways.
    private static List<X509Certificate> shown(SSLContext server, Authorities client) throws IOException {
        try (SSLServerSocket listening = (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                SSLSocket socket =
                        (SSLSocket) client.context().getSocketFactory().createSocket()) {
            Thread answering = Thread.ofVirtual().start(() -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                    accepted.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The client tells.
                }
            });
            socket.connect(listening.getLocalSocketAddress(), 10_000);
            socket.setSoTimeout(20_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getInputStream().readNBytes(5))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("hello");
            List<X509Certificate> chain = java.util.Arrays.stream(
                            socket.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
            answering.join();
            return chain;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.api.v1.QueryEndpoint;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void theApiIsServedOverTls(String algorithm) throws Exception {
        KeyStore made = makeKey(algorithm);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(made, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        TestEngine engine = new TestEngine();
        QueryEndpoint api = engine.get(QueryEndpoint.class);
        TestSigner signer = new TestSigner(
                TestEngine.KEY.accessKeyId(),
                TestEngine.KEY.secretAccessKey(),
                engine.clock().instant());
        try (WebServer server =
                new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.of(context), Map.of("/", api))) {
            server.start();
            try (SSLSocket socket = (SSLSocket) trusting(made)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.address().getPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write("GET /nowhere HTTP/1.1\r\nHost: any.name.example\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(RawHttp.read(socket.getInputStream()).code()).isEqualTo("NotFound");
                // Only TLS protects what is signed like this.
                StringBuilder dated = new StringBuilder("GET /?Action=GetSendQuota HTTP/1.1\r\nHost: a\r\n");
                signer.aws3Https("HmacSHA256")
                        .forEach((name, value) ->
                                dated.append(name).append(": ").append(value).append("\r\n"));
                socket.getOutputStream().write((dated + "\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
            }
        }
    }

    private KeyStore makeKey(String algorithm) throws Exception {
        Path file = directory.resolve(algorithm + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost")
                .redirectErrorStream(true)
                .start();
        try (InputStream out = keytool.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(said).isZero();
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static SSLContext trusting(KeyStore made) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", made.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

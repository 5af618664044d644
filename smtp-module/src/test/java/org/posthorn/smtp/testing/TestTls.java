package org.posthorn.smtp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Self-signed certificates for tests: one for `localhost` and 127.0.0.1, one for another host.
public final class TestTls {
    private static final char[] PASSWORD = "testing".toCharArray();

    private TestTls() {}

    /// With the certificate of `localhost`, trusted by nobody but by this context itself.
    public static SSLContext loopback() {
        return context("loopback.p12");
    }

    /// With the certificate of `elsewhere.example`.
    public static SSLContext elsewhere() {
        return context("elsewhere.p12");
    }

    /// With a certificate of `mx.example.com`, issued by [#issuerPem], which it sends along.
    public static SSLContext issued() {
        return context("issued.p12");
    }

    /// With a certificate of `old.example.com` that is out of date.
    public static SSLContext expired() {
        return context("expired.p12");
    }

    /// The chain that a context shows, its own certificate first.
    public static List<X509Certificate> chain(String name) {
        try {
            return Arrays.stream(store(name).getCertificateChain("peer"))
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate that signed that of [#issued] in a PEM file.
    public static Path issuerPem() {
        return resource("issuer.pem");
    }

    /// The certificate of [#loopback] in a PEM file.
    public static Path loopbackPem() {
        return resource("loopback.pem");
    }

    /// The certificate of [#elsewhere] in a PEM file.
    public static Path elsewherePem() {
        return resource("elsewhere.pem");
    }

    /// That believes the certificates of a PEM file, and no others.
    public static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Copied, since the resource may lie in a jar.
    private static Path resource(String name) {
        try (InputStream in = Objects.requireNonNull(TestTls.class.getResourceAsStream(name))) {
            Path file = Files.createTempFile("posthorn-", "-" + name);
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext context(String name) {
        try {
            KeyStore store = store(name);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("peer", store.getCertificate("peer"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(String name) throws GeneralSecurityException {
        try (InputStream in = Objects.requireNonNull(TestTls.class.getResourceAsStream(name))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

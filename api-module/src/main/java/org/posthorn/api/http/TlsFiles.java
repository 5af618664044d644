package org.posthorn.api.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// A server's certificate chain and private key, as PEM files.
///
/// @param certificate the server's certificate, then those that signed it
/// @param key unencrypted PKCS #8: RSA, EC or Ed25519
public record TlsFiles(Path certificate, Path key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /// For servers that speak TLS without Jetty.
    public SSLContext sslContext() throws IOException {
        SslContextFactory.Server factory = contextFactory();
        try {
            factory.start();
            return factory.getSslContext();
        } catch (Exception e) {
            throw new IOException(
                    "certificate " + certificate + " and key " + key + " can't be used: " + e.getMessage(), e);
        }
    }

    SslContextFactory.Server contextFactory() throws IOException {
        // The store lives in memory only, so its password guards nothing.
        char[] password = "posthorn".toCharArray();
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate)))
                    .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("server", privateKey(), password, chain);
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setKeyStore(store);
            factory.setKeyStorePassword(new String(password));
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "certificate " + certificate + " and key " + key + " do not make a TLS identity: " + e.getMessage(),
                    e);
        }
    }

    private PrivateKey privateKey() throws IOException {
        String pem = new String(Files.readAllBytes(key), StandardCharsets.ISO_8859_1);
        Matcher matcher = PKCS8.matcher(pem);
        if (!matcher.find()) {
            throw new IOException(key + " holds no unencrypted PKCS #8 key (\"BEGIN PRIVATE KEY\"); \"openssl pkcs8"
                    + " -topk8 -nocrypt\" makes one");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException notOfThisAlgorithm) {
                // The next one may know it.
            }
        }
        throw new IOException(
                key + " holds a key of none of " + String.join(", ", ALGORITHMS).toUpperCase(Locale.ROOT));
    }
}

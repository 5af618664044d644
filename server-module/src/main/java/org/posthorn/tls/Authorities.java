package org.posthorn.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whose word about the servers we connect to is taken: the JDK's authorities and those of `tls.ca_file`, which can be
/// read anew at any time. Safe for use by many threads.
public final class Authorities {
    private final Optional<Path> file;
    private final SSLContext context;
    private final X509ExtendedTrustManager manager = new Live();
    private volatile X509ExtendedTrustManager now;

    private Authorities(Optional<Path> file, X509ExtendedTrustManager now) {
        this.file = file;
        this.now = now;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param file PEM; only the JDK's when empty
    /// @throws TlsFileException when the file can't be used
    public static Authorities load(Optional<Path> file) throws TlsFileException {
        return new Authorities(file, read(file));
    }

    /// For connections that we make; the same one for good.
    public SSLContext context() {
        return context;
    }

    /// The same for whoever makes a context of his own.
    public X509ExtendedTrustManager trustManager() {
        return manager;
    }

    /// All of them.
    public List<X509Certificate> certificates() {
        return List.of(now.getAcceptedIssuers());
    }

    /// Reads the file anew.
    ///
    /// @return whether the authorities are others now
    /// @throws TlsFileException when it can't be used; then the old ones stay
    public boolean reload() throws TlsFileException {
        if (file.isEmpty()) {
            return false;
        }
        X509ExtendedTrustManager fresh = read(file);
        boolean others = !Set.copyOf(Arrays.asList(fresh.getAcceptedIssuers())).equals(Set.copyOf(certificates()));
        now = fresh;
        return others;
    }

    private static X509ExtendedTrustManager read(Optional<Path> file) throws TlsFileException {
        List<X509Certificate> added =
                file.isPresent() ? new PemFile("tls.ca_file", file.get()).certificates() : List.of();
        try {
            X509ExtendedTrustManager standard = manager(null);
            if (added.isEmpty()) {
                return standard;
            }
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            int number = 0;
            for (X509Certificate authority : standard.getAcceptedIssuers()) {
                all.setCertificateEntry("jdk-" + number++, authority);
            }
            for (X509Certificate authority : added) {
                all.setCertificateEntry("file-" + number++, authority);
            }
            return manager(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK's authorities can't be read", e);
        }
    }

    /// @param store the JDK's own when null
    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private interface Check {
        void run() throws CertificateException;
    }

    /// In our words: the JDK's are about paths and builders.
    private static void explained(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            throw CertificateFault.explain(e, chain);
        }
    }

    private final class Live extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            explained(chain, () -> now.checkServerTrusted(chain, type));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            explained(chain, () -> now.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            explained(chain, () -> now.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            now.checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            now.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            now.checkClientTrusted(chain, type, engine);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return now.getAcceptedIssuers();
        }
    }
}

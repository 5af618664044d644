package org.posthorn.tls;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// A certificate and its key that listeners of ours show, which can be read anew while they serve: handshakes from then
/// on use the new ones, connections that stand go on. Safe for use by many threads.
public final class ServerTls {
    private final String table;
    private final Path certificate;
    private final Path key;
    private final Keys keys;
    private final SSLContext context;

    private ServerTls(String table, Path certificate, Path key, TlsIdentity identity) {
        this.table = table;
        this.certificate = certificate;
        this.key = key;
        this.keys = new Keys(identity);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param table of the configuration that names the files, such as `api.tls`
    /// @param certificate PEM: the server's certificate, then those that signed it
    /// @param key PEM: unencrypted PKCS #8, RSA, EC or Ed25519
    /// @throws TlsFileException when they can't be used, a line for each fault
    public static ServerTls load(String table, Path certificate, Path key) throws TlsFileException {
        return new ServerTls(table, certificate, key, TlsIdentity.read(table, certificate, key));
    }

    /// The same for files that may not be given; empty unless both are.
    public static Optional<ServerTls> load(String table, Optional<Path> certificate, Optional<Path> key)
            throws TlsFileException {
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(load(table, certificate.get(), key.get()))
                : Optional.empty();
    }

    /// For every server; the same one for good.
    public SSLContext context() {
        return context;
    }

    /// Reads the files anew.
    ///
    /// @return whether the certificate is another one now
    /// @throws TlsFileException when they can't be used; then the old ones stay
    public boolean reload() throws TlsFileException {
        TlsIdentity fresh = TlsIdentity.read(table, certificate, key);
        boolean another = !fresh.chain().equals(chain());
        keys.use(fresh);
        return another;
    }

    /// The table of the configuration that names its files.
    public String table() {
        return table;
    }

    /// The file with the certificate.
    public Path file() {
        return certificate;
    }

    /// What is shown now, the server's own certificate first.
    public List<X509Certificate> chain() {
        return keys.now.identity.chain();
    }

    /// When the first of the chain ends.
    public Instant expiry() {
        return chain().stream()
                .map(link -> link.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /// @param number part of the alias, so that a handshake that began with the last identity ends with it
    private record Numbered(long number, TlsIdentity identity) {
        String alias() {
            return "server-" + number;
        }
    }

    private static final class Keys extends X509ExtendedKeyManager {
        private volatile Numbered now;
        private volatile Numbered before;

        Keys(TlsIdentity identity) {
            now = new Numbered(1, identity);
            before = now;
        }

        synchronized void use(TlsIdentity identity) {
            before = now;
            now = new Numbered(now.number + 1, identity);
        }

        /// @param type as the JDK names the algorithms of TLS
        private @Nullable String alias(@Nullable String type) {
            Numbered known = now;
            String algorithm = known.identity.chain().getFirst().getPublicKey().getAlgorithm();
            return algorithm.equals(type) ? known.alias() : null;
        }

        private @Nullable TlsIdentity of(@Nullable String alias) {
            Numbered known = now;
            Numbered old = before;
            if (known.alias().equals(alias)) {
                return known.identity;
            }
            return old.alias().equals(alias) ? old.identity : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return alias(type);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias(type);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            TlsIdentity identity = of(alias);
            return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            TlsIdentity identity = of(alias);
            return identity == null ? null : identity.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            String alias = alias(type);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}

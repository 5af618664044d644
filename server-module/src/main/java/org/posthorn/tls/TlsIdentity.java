package org.posthorn.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who a server is under TLS: a private key, and the certificate that fits it with those that signed it.
///
/// @param chain the server's own certificate first
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    TlsIdentity {
        chain = List.copyOf(chain);
    }

    /// Reads and checks both files.
    ///
    /// @param table of the configuration that names them, such as `api.tls`
    /// @throws TlsFileException with what is wrong with either, or that the two don't go together
    static TlsIdentity read(String table, Path certificate, Path key) throws TlsFileException {
        PemFile certificateFile = new PemFile(table + ".certificate", certificate);
        PemFile keyFile = new PemFile(table + ".key", key);
        List<String> faults = new ArrayList<>();
        Optional<List<X509Certificate>> chain = read(certificateFile::certificates, faults);
        Optional<PrivateKey> secret = read(keyFile::privateKey, faults);
        if (chain.isEmpty() || secret.isEmpty()) {
            throw new TlsFileException(String.join("\n", faults));
        }
        List<X509Certificate> certificates = chain.get();
        if (!fits(secret.get(), certificates.getFirst())) {
            boolean another = certificates.stream().anyMatch(other -> fits(secret.get(), other));
            throw another
                    ? certificateFile.fault("begins with another certificate than the server's own, which must come"
                            + " first; those that signed it follow")
                    : keyFile.fault("is not the key of the certificate in " + certificate + " ("
                            + Names.shown(certificates.getFirst().getSubjectX500Principal()) + ")");
        }
        return new TlsIdentity(secret.get(), certificates);
    }

    /// Signs with the one and checks with the other: the same way for all algorithms.
    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        byte[] text = "posthorn".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> "Ed25519";
                    });
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // the certificate's key is of another algorithm
        }
    }

    private interface Reading<T> {
        T read() throws TlsFileException;
    }

    private static <T> Optional<T> read(Reading<T> reading, List<String> faults) {
        try {
            return Optional.of(reading.read());
        } catch (TlsFileException e) {
            faults.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}

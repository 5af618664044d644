package org.posthorn.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/// A file of certificates or a key that the configuration names. What is wrong with it is said in words for the
/// operator: the key of the configuration, the file, what is wrong, and what would be right.
///
/// @param name the key that names the file
record PemFile(String name, Path path) {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /// All certificates in it, at least one.
    ///
    /// @throws TlsFileException when there is none, or one can't be read
    List<X509Certificate> certificates() throws TlsFileException {
        List<Pem> blocks = blocks("openssl x509 -inform der -in " + path + " -out NEW");
        List<X509Certificate> found = new ArrayList<>();
        for (Pem block : blocks) {
            if (block.isCertificate()) {
                found.add(certificate(block, found.size() + 1));
            }
        }
        if (found.isEmpty()) {
            throw fault(
                    blocks.stream().anyMatch(Pem::isKey)
                            ? "holds a private key and no certificate; are the files exchanged?"
                            : "holds no certificate (\"-----BEGIN CERTIFICATE-----\")" + instead(blocks));
        }
        return found;
    }

    private X509Certificate certificate(Pem block, int number) throws TlsFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw fault("is damaged: certificate " + number + " in it can't be read");
        }
    }

    /// The private key in it.
    ///
    /// @throws TlsFileException when there is none that can be used
    PrivateKey privateKey() throws TlsFileException {
        List<Pem> blocks = blocks("openssl pkey -inform der -in " + path + " -out NEW");
        for (Pem block : blocks) {
            if (!block.isKey()) {
                continue;
            }
            if (block.encrypted()) {
                throw fault("is under a password, and nobody is there to type it; \"openssl pkey -in " + path
                        + " -out NEW\" takes it off");
            }
            if (!block.label().equals("PRIVATE KEY")) {
                throw fault("holds a key of the form \"" + block.label() + "\"; \"openssl pkcs8 -topk8 -nocrypt -in "
                        + path + " -out NEW\" makes the form \"PRIVATE KEY\" of it");
            }
            return privateKey(block);
        }
        throw fault(
                blocks.stream().anyMatch(Pem::isCertificate)
                        ? "holds a certificate and no private key; are the files exchanged?"
                        : "holds no private key (\"-----BEGIN PRIVATE KEY-----\")" + instead(blocks));
    }

    private PrivateKey privateKey(Pem block) throws TlsFileException {
        if (block.der().length == 0) {
            throw fault("is damaged: its end is missing, or what is between its lines is not base64");
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.der()));
            } catch (GeneralSecurityException notOfThisAlgorithm) {
                // The next one may know it.
            }
        }
        throw fault("is damaged, or holds a key that is none of RSA, EC and Ed25519");
    }

    private List<Pem> blocks(String conversion) throws TlsFileException {
        byte[] bytes = bytes();
        List<Pem> blocks = Pem.blocks(bytes);
        // 0x30: a sequence, with which every certificate and key begins in DER.
        if (blocks.isEmpty() && bytes[0] == 0x30) {
            throw fault("is not PEM but DER; \"" + conversion + "\" makes PEM of it");
        }
        return blocks;
    }

    private byte[] bytes() throws TlsFileException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0) {
                throw fault("is empty");
            }
            if (bytes.length > MAX_BYTES) {
                throw fault("has more than 4 MiB, which no file of certificates or keys has");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw fault("does not exist");
        } catch (AccessDeniedException e) {
            throw fault("can't be read by " + System.getProperty("user.name", "this user"));
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw fault(Files.isDirectory(path) ? "is a directory" : "can't be read: " + e.getMessage());
        }
    }

    private static String instead(List<Pem> blocks) {
        return blocks.isEmpty() ? "" : ", but \"" + blocks.getFirst().label() + "\"";
    }

    TlsFileException fault(String what) {
        return new TlsFileException(name + ": " + path + " " + what);
    }
}

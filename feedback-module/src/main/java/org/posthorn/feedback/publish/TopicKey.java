package org.posthorn.feedback.publish;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// The key that messages of topics are signed with, and its certificate, which receivers fetch: RSA of 2048 bits, made
/// when it is first asked for and kept sealed. Safe for use by many threads.
public final class TopicKey {
    public static final TableName<Stored> TABLE = new TableName<>("topic-key", Stored.class);
    private static final String FILE = "SimpleNotificationService-";
    private static final String ROW = "signing";
    private static final String PURPOSE = "topic-key";
    private static final int BITS = 2_048;
    private static final int YEARS = 30;

    /// @param sealedPrivateKey PKCS #8, sealed under the installation's key
    /// @param certificate X.509, DER
    public record Stored(byte[] sealedPrivateKey, byte[] certificate) {}

    private record Loaded(PrivateKey privateKey, byte[] certificate) {}

    private final Table<Stored> table;
    private final SecretBox secrets;
    private final String host;
    private final AtomicReference<@Nullable Loaded> loaded = new AtomicReference<>();

    /// @param host the name in the certificate
    public TopicKey(Settings settings, SecretBox secrets, String host) {
        this.table = settings.table(TABLE);
        this.secrets = secrets;
        this.host = host;
    }

    /// The installation's key; a new one when there is none, or it was lost with the key that it was sealed under.
    private Loaded key() {
        Loaded known = loaded.get();
        if (known != null) {
            return known;
        }
        try {
            Optional<Stored> stored = table.get(Tenant.INSTALLATION, ROW).filter(this::isUsable);
            if (stored.isEmpty()) {
                Stored made = make(secrets, host);
                stored = table.update(
                        Tenant.INSTALLATION,
                        ROW,
                        before -> Optional.of(before.filter(this::isUsable).orElse(made)));
            }
            byte[] encoded = secrets.open(stored.orElseThrow().sealedPrivateKey(), PURPOSE);
            Loaded key = new Loaded(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    stored.orElseThrow().certificate());
            loaded.set(key);
            return key;
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no key to sign the messages of topics with", e);
        }
    }

    private boolean isUsable(Stored key) {
        return secrets.opens(key.sealedPrivateKey(), PURPOSE);
    }

    private static Stored make(SecretBox secrets, String host)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=" + host.replaceAll("[^A-Za-z0-9.-]", ""));
        Instant now = Instant.now();
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                        Date.from(now.minusSeconds(86_400)),
                        Date.from(now.plusSeconds(YEARS * 365L * 86_400)),
                        name,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                .getEncoded();
        return new Stored(secrets.seal(pair.getPrivate().getEncoded(), PURPOSE), certificate);
    }

    /// The name of the certificate's file: that of its content.
    String fileName() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key().certificate());
            return FILE + HexFormat.of().formatHex(digest, 0, 16) + ".pem";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate in PEM, as the file of that name; empty for another name.
    public Optional<String> file(String name) {
        return name.startsWith(FILE) && name.equals(fileName()) ? Optional.of(pem()) : Optional.empty();
    }

    private String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key().certificate())
                + "\n-----END CERTIFICATE-----\n";
    }

    /// @param version of SNS's signatures: 1 is SHA-1, 2 is SHA-256
    String sign(String text, int version) {
        try {
            Signature signature = Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign(key().privateKey());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

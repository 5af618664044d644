package org.posthorn.engine.dkim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.settings.DkimKey;

/// Makes RSA keys of 2,048 bits (RFC 8301 §3.2) and Ed25519 keys (RFC 8463), and opens them again to sign. Safe for use
/// by many threads.
public final class DkimKeys {
    private static final int RSA_BITS = 2_048;
    private static final int ED25519_BYTES = 32;
    private static final int TOKEN_CHARS = 32;
    private static final String TOKEN_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CACHED_KEYS = 1_000;

    private final SecretBox secrets;
    private final int rsaBits;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, PrivateKey> opened =
            Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();

    public DkimKeys(SecretBox secrets) {
        this(secrets, RSA_BITS);
    }

    /// @param rsaBits fewer than are safe where a test makes many keys
    DkimKeys(SecretBox secrets, int rsaBits) {
        this.secrets = secrets;
        this.rsaBits = rsaBits;
    }

    /// An RSA key under a token of its own. Takes about a tenth of a second.
    public DkimKey generate() {
        return generate(newToken(), rsaBits);
    }

    /// The keys that are chosen. Takes up to half a second.
    List<DkimKey> make(KeyChoice choice) {
        return switch (choice) {
            case KeyChoice.Ours ours ->
                Stream.generate(() -> generate(newToken(), ours.bits().orElse(rsaBits)))
                        .limit(DkimSettings.KEYS)
                        .toList();
            case KeyChoice.Given given ->
                List.of(sealed(given.selector(), given.pair().getPublic().getEncoded(), given.pair()));
        };
    }

    /// How long an RSA key is.
    ///
    /// @throws IllegalArgumentException when it is none
    public static int bits(DkimKey key) {
        try {
            byte[] encoded = Base64.getDecoder().decode(key.publicKey());
            RSAPublicKey rsa =
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
            return rsa.getModulus().bitLength();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// An Ed25519 key under a token of its own.
    DkimKey generateEd25519() {
        String token = newToken();
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            // RFC 8410 §4: the key itself is the end of its X.509 form; RFC 8463 §4.2 wants nothing else.
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
            return sealed(token, raw, pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String newToken() {
        StringBuilder token = new StringBuilder(TOKEN_CHARS);
        for (int i = 0; i < TOKEN_CHARS; i++) {
            token.append(TOKEN_ALPHABET.charAt(random.nextInt(TOKEN_ALPHABET.length())));
        }
        return token.toString();
    }

    /// An RSA key under a token that is there already.
    DkimKey generate(String token, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            KeyPair pair = generator.generateKeyPair();
            return sealed(token, pair.getPublic().getEncoded(), pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private DkimKey sealed(String token, byte[] publicKey, KeyPair pair) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new DkimKey(
                token,
                base64.encodeToString(publicKey),
                base64.encodeToString(secrets.seal(pair.getPrivate().getEncoded(), purpose(token))));
    }

    /// Whether the key was sealed under this installation's key.
    public boolean opens(DkimKey key) {
        return secrets.opens(Base64.getDecoder().decode(key.sealedPrivateKey()), purpose(key.token()));
    }

    /// @throws IllegalStateException when the key was sealed under another installation's key
    PrivateKey open(DkimKey key) {
        return opened.get(key.publicKey(), publicKey -> parse(key));
    }

    private PrivateKey parse(DkimKey key) {
        byte[] encoded = secrets.open(Base64.getDecoder().decode(key.sealedPrivateKey()), purpose(key.token()));
        try {
            return KeyFactory.getInstance(key.isEd25519() ? "Ed25519" : "RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String purpose(String token) {
        return "dkim " + token;
    }
}

package org.posthorn.engine.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.posthorn.engine.dkim.DkimResult.Status;

/// A public key as DNS has it (RFC 6376 §3.6.1, RFC 8463 §4).
final class KeyRecord {
    private static final int LEAST_RSA_BITS = 1_024; // RFC 8301 §3.2
    private static final int MOST_RSA_BITS = 4_096;
    /// 65537 has 17; with one as long as the modulus a check costs as much as a signature.
    private static final int MOST_EXPONENT_BITS = 64;
    private static final int ED25519_BYTES = 32;
    /// What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410 §4).
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    /// The algorithm of an RSA key in X.509 (RFC 3279 §2.3.1).
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private final TagList tags;

    private KeyRecord(TagList tags) {
        this.tags = tags;
    }

    static KeyRecord parse(String text) {
        return new KeyRecord(TagList.parse(text));
    }

    /// What the signature is worth with this key.
    DkimResult judge(DkimClaim claim) {
        DkimResult result = check(claim);
        boolean testing = lists(tags.get("t"), "y");
        return testing && !result.isPass() ? claim.result(Status.NEUTRAL, "key in test mode") : result;
    }

    private DkimResult check(DkimClaim claim) {
        boolean ed25519 = claim.isEd25519();
        if (!tags.wellFormed() || !tags.getOr("v", "DKIM1").equals("DKIM1") || !tags.has("p")) {
            return claim.result(Status.PERMERROR, "key syntax error");
        }
        if (tags.get("p").isEmpty()) {
            return claim.result(Status.PERMERROR, "key revoked");
        }
        if (!tags.getOr("k", "rsa").equals(ed25519 ? "ed25519" : "rsa")) {
            return claim.result(Status.PERMERROR, "key for another algorithm");
        }
        if (!lists(tags.getOr("h", "sha256"), "sha256")) {
            return claim.result(Status.PERMERROR, "key for another hash algorithm");
        }
        if (!lists(tags.getOr("s", "*"), "*") && !lists(tags.get("s"), "email")) {
            return claim.result(Status.PERMERROR, "key not for mail");
        }
        if (lists(tags.get("t"), "s") && !claim.isOfItsVeryDomain()) {
            return claim.result(Status.PERMERROR, "key not for subdomains");
        }
        return verify(claim, ed25519);
    }

    private DkimResult verify(DkimClaim claim, boolean ed25519) {
        PublicKey key;
        try {
            byte[] bytes = Base64.getDecoder().decode(tags.get("p"));
            key = ed25519 ? ed25519(bytes) : rsa(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return claim.result(Status.PERMERROR, "key syntax error");
        }
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < LEAST_RSA_BITS) {
                return claim.result(Status.FAIL, "key too short");
            }
            if (bits > MOST_RSA_BITS || rsa.getPublicExponent().bitLength() > MOST_EXPONENT_BITS) {
                return claim.result(Status.PERMERROR, "key too long");
            }
        }
        try {
            Signature verifier = Signature.getInstance(ed25519 ? "Ed25519" : "SHA256withRSA");
            verifier.initVerify(key);
            // RFC 8463 §3: Ed25519 signs the hash.
            verifier.update(ed25519 ? MessageDigest.getInstance("SHA-256").digest(claim.signed()) : claim.signed());
            return verifier.verify(claim.signature())
                    ? claim.result(Status.PASS, "")
                    : claim.result(Status.FAIL, "signature did not verify");
        } catch (GeneralSecurityException e) {
            return claim.result(Status.FAIL, "signature did not verify"); // not even of its length
        }
    }

    private static PublicKey ed25519(byte[] bytes) throws GeneralSecurityException {
        if (bytes.length != ED25519_BYTES) {
            throw new GeneralSecurityException("a key of " + bytes.length + " bytes");
        }
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(joined(ED25519_PREFIX, bytes)));
    }

    /// In the form that everybody publishes, or in that which RFC 6376 §3.6.1 speaks of, the bare RSAPublicKey.
    private static PublicKey rsa(byte[] bytes) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("RSA");
        try {
            return keys.generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException e) {
            byte[] bitString = der(0x03, joined(new byte[1], bytes));
            return keys.generatePublic(new X509EncodedKeySpec(der(0x30, joined(RSA_ALGORITHM, bitString))));
        }
    }

    private static byte[] der(int tag, byte[] value) {
        return joined(new byte[] {(byte) tag, (byte) 0x82, (byte) (value.length >> 8), (byte) value.length}, value);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// Whether a colon-separated list has the item.
    private static boolean lists(String list, String item) {
        return (":" + list + ":").contains(":" + item + ":");
    }
}

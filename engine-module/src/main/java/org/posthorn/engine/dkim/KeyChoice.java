package org.posthorn.engine.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Whose keys a domain signs with (SES Developer Guide, "Easy DKIM" and "Bring Your Own DKIM").
public sealed interface KeyChoice {
    /// The fewest bits of an RSA key that is given, and the most.
    int LEAST_BITS = 1_024;

    int MOST_BITS = 2_048;

    /// Keys that are made here.
    ///
    /// @param bits of each; those there are already, or 2,048, when empty
    record Ours(Optional<Integer> bits) implements KeyChoice {}

    /// One that the owner of the domain made.
    record Given(String selector, KeyPair pair) implements KeyChoice {
        @Override
        public String toString() {
            return "Given[" + selector + "]";
        }

        /// @param base64 PKCS #8 or PKCS #1 of an RSA key, in base64 without line breaks
        /// @throws SesException INVALID_PARAMETER_VALUE; the texts are guesses
        public static Given read(String selector, String base64) {
            try {
                byte[] der = Base64.getDecoder().decode(base64);
                PrivateKey key = pkcs8(der).or(() -> pkcs8(wrapped(der))).orElseThrow(Given::invalid);
                if (!(key instanceof RSAPrivateCrtKey rsa)) {
                    throw invalid();
                }
                int bits = rsa.getModulus().bitLength();
                if (bits < LEAST_BITS || bits > MOST_BITS) {
                    throw new SesException(
                            SesError.INVALID_PARAMETER_VALUE,
                            "The private key must be an RSA key of " + LEAST_BITS + " to " + MOST_BITS + " bits.");
                }
                KeyPair pair = new KeyPair(
                        KeyFactory.getInstance("RSA")
                                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())),
                        rsa);
                if (!fits(pair)) {
                    throw invalid();
                }
                return new Given(selector, pair);
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                throw invalid();
            }
        }

        private static Optional<PrivateKey> pkcs8(byte[] der) {
            try {
                return Optional.of(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        }

        /// RFC 5208 §5: version 0, the algorithm rsaEncryption, and the key of RFC 8017 §A.1.2 as an octet string.
        private static byte[] wrapped(byte[] pkcs1) {
            byte[] head = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
            byte[] octets = tagged(0x04, pkcs1);
            byte[] both = Arrays.copyOf(head, head.length + octets.length);
            System.arraycopy(octets, 0, both, head.length, octets.length);
            return tagged(0x30, both);
        }

        private static byte[] tagged(int tag, byte[] content) {
            byte[] tagged = new byte[4 + content.length];
            tagged[0] = (byte) tag;
            tagged[1] = (byte) 0x82; // a length of two bytes, as keys of these sizes have
            tagged[2] = (byte) (content.length >> 8);
            tagged[3] = (byte) content.length;
            System.arraycopy(content, 0, tagged, 4, content.length);
            return tagged;
        }

        /// Numbers that are no key would be found out only when mail waits to be signed.
        private static boolean fits(KeyPair pair) throws GeneralSecurityException {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(text);
            return signature.verify(signed);
        }

        private static SesException invalid() {
            return new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "The private key is not an RSA key in PKCS #1 or PKCS #8, encoded as base64.");
        }
    }
}
